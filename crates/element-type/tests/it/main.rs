//! Types as the registry opens them, and the client that their elements are lent.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acquainted;
mod extended;
mod http;
