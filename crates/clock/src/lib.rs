//! Time and randomness, passed in: nothing else in the workspace may ask the system for either.
//!
//! A program that takes a [`Clock`] and an [`Entropy`] can be tested at any hour and with any dice:
//!
//! ```
//! use std::time::Duration;
//! use clock::{Clock, ManualClock, Timestamp};
//!
//! let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
//! clock.advance(Duration::from_secs(60));
//! assert_eq!(clock.now().as_secs(), 1_700_000_060);
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod entropy;
mod manual;
mod system;
mod timestamp;

use std::{fmt::Debug, sync::Arc, time::Duration};

use async_trait::async_trait;

pub use crate::{
    entropy::{Entropy, OsEntropy, SeededEntropy},
    manual::ManualClock,
    system::SystemClock,
    timestamp::Timestamp,
};

/// Tells the time and waits for it.
#[async_trait]
pub trait Clock: Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Returns once `duration` has passed on this clock.
    async fn sleep(&self, duration: Duration);
}

/// A clock that is shared by the parts of a program.
pub type SharedClock = Arc<dyn Clock>;

/// A source of randomness that is shared by the parts of a program.
pub type SharedEntropy = Arc<dyn Entropy>;

/// The README's example compiles and holds.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
