//! Types as the registry opens them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acquainted;
mod extended;
