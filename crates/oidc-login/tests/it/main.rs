//! The login type on the bench, against a provider over real HTTP.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod configuration;
mod login;
mod provider;
mod world;
