//! Login by name and password, on the bench and over the database that the environment names.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attempts;
mod login;
mod world;
