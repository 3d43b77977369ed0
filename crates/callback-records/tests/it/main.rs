//! The worker on a real SQLite file, with a clock that stands still and work that a test answers for.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod again;
mod burst;
mod crash;
mod failure;
mod lanes;
mod lease;
mod rest;
mod sqlite;
mod stop;
mod unreadable;
mod world;
