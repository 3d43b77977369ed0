//! The commands of `cargo xtask`, run as a person runs them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod new_login_type;
mod public_api;
mod published;
mod tidy;
mod tree;
