//! The kit of every HTTP surface: what pages, functions and the console have in common.
//!
//! Nothing here knows an app, a function or a table: what a part needs of them it is given.

pub mod assets;
pub mod browser_keys;
pub mod errcode;
pub mod limits;
pub mod methods;
pub mod page;
pub mod retry_after;
