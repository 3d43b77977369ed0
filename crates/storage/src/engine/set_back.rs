//! Moments of a future that never came: the machine's clock was set back since they were noted.

use std::time::Duration;

use clock::Timestamp;

/// Further ahead than the clocks of several servers ever are of one another.
const AHEAD: Duration = Duration::from_mins(1);

/// An event that was noted as later than this happened before the clock was set back to `now`: it is past, and earlier
/// than anything that happens now.
pub(crate) fn noted_before(now: Timestamp) -> i64 {
    (now + AHEAD).as_millis()
}
