//! Why a simulator does not start.

use std::io;

/// A failure to start the simulator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address to listen on cannot be used.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address as given.
        address: String,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// The thread that serves cannot be started, or ended before it listened.
    #[error("the simulator's thread does not run")]
    Thread(#[source] io::Error),
    /// The client that delivers pushes cannot be built.
    #[error("the push client cannot be built")]
    PushClient(#[source] reqwest::Error),
}
