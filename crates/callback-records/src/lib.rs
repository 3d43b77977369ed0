//! Durable callback records and the worker that does what they ask.
//!
//! A login type commits what it was told through [`Records`] and is asked for the work later by the [`Worker`], from
//! the record alone. So what was answered `success` survives a crash, and a failure is attempted again with back-off until
//! it succeeds or is `dead` with a reason. A record is claimed under a lease before it is worked on: one that a
//! crashed process held becomes free when the lease runs out. The records of one company are worked on one after the
//! other, in the order of their events; one that waits for its next attempt holds those behind it. Records that come in
//! bursts are committed to an inbox first, and becomes records when there is time.

mod backoff;
mod in_flight;
mod intake;
mod observer;
mod records;
mod verdict;
mod worker;

pub use crate::{
    observer::{Observer, Outcome},
    records::Records,
    worker::{Work, Worker},
};
