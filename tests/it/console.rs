//! The console of administrators, as a browser without script walks it.

mod administrators;
mod audit;
mod companies;
mod elements;
mod keys;
mod pages;
mod records;
mod signing_in;
mod staff;
mod users;
