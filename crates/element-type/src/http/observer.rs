//! `HttpObserver`: hears of each request of a client.

use std::time::Duration;

/// Hears of each request of a client.
pub trait HttpObserver: Send + Sync {
    /// A request to a host, with its port where it is not the scheme's own, came to an end.
    fn asked(&self, host: &str, outcome: HttpOutcome, duration: Duration);
}

/// The end of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpOutcome {
    /// An answer with this status was read.
    Answered(u16),
    /// The time was up.
    Timeout,
    /// The host cannot be reached, or broke off.
    Transport,
    /// The answer was too long.
    TooLong,
}
