//! The simulator's clock: the system's time plus an offset that the control API moves.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A movable clock; clones share one offset.
#[derive(Clone, Debug, Default)]
pub(crate) struct SimClock {
    offset_seconds: Arc<AtomicI64>,
}

impl SimClock {
    /// Seconds since 1970, as the simulated WeCom sees them.
    pub(crate) fn now(&self) -> u64 {
        system_seconds().saturating_add_signed(self.offset_seconds.load(Ordering::Relaxed))
    }

    /// This moment as the standard library's type.
    pub(crate) fn to_system_time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.now())
    }

    /// Moves the clock by `seconds`, backwards when negative.
    pub(crate) fn advance(&self, seconds: i64) {
        self.offset_seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Makes it `epoch_seconds` now; the clock goes on from there.
    pub(crate) fn set(&self, epoch_seconds: u64) {
        let offset = i128::from(epoch_seconds) - i128::from(system_seconds());
        self.offset_seconds.store(i64::try_from(offset).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// Returns to the system's time.
    pub(crate) fn follow_system(&self) {
        self.offset_seconds.store(0, Ordering::Relaxed);
    }
}

/// Measures real time, whatever the simulated clock does.
#[derive(Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts at zero.
    #[expect(clippy::disallowed_methods, reason = "the simulator is its own world and has its own clock")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Whole milliseconds since the start.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Real milliseconds since 1970, whatever the simulated clock does: for what is compared with other programs' doings.
pub(crate) fn real_ms() -> u64 {
    u64::try_from(since_1970().as_millis()).unwrap_or(u64::MAX)
}

fn system_seconds() -> u64 {
    since_1970().as_secs()
}

#[expect(clippy::disallowed_methods, reason = "the simulator is its own world and has its own clock")]
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
