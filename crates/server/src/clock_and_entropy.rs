//! `ClockAndEntropy`: the time and the randomness of a server.

use std::sync::Arc;

use clock::{OsEntropy, SharedClock, SharedEntropy, SystemClock};

/// The clock and the randomness of a server; tests pass their own.
#[derive(Clone, Debug)]
pub struct ClockAndEntropy {
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
}

impl Default for ClockAndEntropy {
    /// The machine's own clock and randomness.
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(OsEntropy) }
    }
}
