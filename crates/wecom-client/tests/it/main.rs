//! The client against a stub of WeCom on this machine.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod answers;
mod diagnosis;
mod errors;
mod forward_proxy;
mod many_processes;
mod one_use_codes;
mod self_built;
mod stopped_corps;
mod stub;
mod tickets;
mod token_refresh;
mod token_sharing;
mod world;
