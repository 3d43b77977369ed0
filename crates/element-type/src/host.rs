//! `Host`: what the server lends any element with code.

use std::fmt;

use clock::{SharedClock, SharedEntropy};

/// The services that the server lends any element with code for the time of a call.
#[derive(Clone)]
#[non_exhaustive]
pub struct Host {
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
}

impl Host {
    /// A host with this clock and this source of randomness.
    pub fn new(clock: SharedClock, entropy: SharedEntropy) -> Self {
        Self { clock, entropy }
    }
}

impl AsRef<Self> for Host {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}
