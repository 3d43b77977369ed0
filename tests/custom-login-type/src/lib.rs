//! An example of a login type that is not WeCom's: a signed one-time link that an administrator makes and sends.
//!
//! `OneTimeLinkService.makeLink(instance, userId, name)` makes a link for somebody, `loginByLink(link, platform)` logs
//! in with it, once. Nothing but the contract of `login-type` joins it to the server, and it keeps a table of its own in the
//! server's database. `main.rs` composes a server with it. The guide is the documentation of `login-type`.
//!
//! [`OnlyDepartments`] is a smaller example: a rule on the official login type, which `main.rs` adds too.

mod config;
mod departments;
mod instance;
mod links;
mod one_time_link_type;
mod signature;

pub use crate::{
    config::Config,
    departments::OnlyDepartments,
    instance::OneTimeLink,
    one_time_link_type::{MODEL, OneTimeLinkType, SERVICE, TYPE},
};
