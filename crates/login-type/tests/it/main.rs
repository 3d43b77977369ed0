//! The bench is to a login type what the server is: accounts, callbacks, time.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bench;
mod contained;
mod doorbell;
mod own_name;
