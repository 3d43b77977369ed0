//! `Ticks`: the rate limiter's time, made of ours so that it never goes back.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use clock::{SharedClock, Timestamp};

/// How long this has been running: a clock that is set back stands still in that moment and goes on from there, so that
/// nobody waits for the old hour to come again.
#[derive(Clone)]
pub(super) struct Ticks(Arc<Inner>);

struct Inner {
    clock: SharedClock,
    state: Mutex<(Timestamp, Duration)>,
}

impl Ticks {
    pub(super) fn new(clock: SharedClock) -> Self {
        let state = Mutex::new((clock.now(), Duration::ZERO));
        Self(Arc::new(Inner { clock, state }))
    }
}

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let now = self.0.clock.now();
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, passed) = *state;
        *state = (now, passed + now.since(seen));
        state.1
    }
}
