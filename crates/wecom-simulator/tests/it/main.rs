//! The simulator over HTTP, as its users meet it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod app_lifecycle;
mod auth_codes;
mod binary;
mod client;
mod control;
mod directory;
mod faults;
mod kit;
mod login_pages;
mod mail;
mod members;
mod oauth_codes;
mod pushes;
mod receiver;
mod self_built;
mod tickets;
mod tokens;
