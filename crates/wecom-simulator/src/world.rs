//! The part that all requests share: the state, the clock and the client that delivers pushes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{SimulatorOptions, clock::SimClock, state::State};

/// A simulated WeCom.
#[derive(Debug)]
pub(crate) struct World {
    options: SimulatorOptions,
    state: Mutex<State>,
    /// Held while due tickets are pushed, so that whoever looks next finds them delivered.
    pub(crate) ticket_round: tokio::sync::Mutex<()>,
    pub(crate) clock: SimClock,
    pub(crate) http: reqwest::Client,
    /// `http://host:port`, without a slash at the end.
    pub(crate) origin: String,
}

impl World {
    /// A fresh world that is served at `origin`.
    pub(crate) fn new(options: SimulatorOptions, origin: String, http: reqwest::Client) -> Self {
        let clock = SimClock::default();
        let state = Mutex::new(State::new(&options, clock.clone()));
        Self { options, state, ticket_round: tokio::sync::Mutex::default(), clock, http, origin }
    }

    /// The state; never held across an await.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything, and returns to the system's time.
    pub(crate) fn reset(&self) {
        self.clock.follow_system();
        *self.state() = State::new(&self.options, self.clock.clone());
    }
}
