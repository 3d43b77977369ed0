//! `Reconcile`: when each company is asked about without an event.

use std::time::Duration;

use clock::Timestamp;
use storage::wecom::LongestWait;

/// The longest pause between two looks for somebody who is due.
pub(crate) const LOOK: Duration = Duration::from_mins(1);
/// How long a company waits, at most, that was asked about in vain, where that may pass by itself, and one whose agentid is
/// not known yet.
const AGAIN: Duration = Duration::from_mins(10);
/// How long a company waits at least whose permanent code was refused.
const REFUSED: Duration = Duration::from_hours(24);

/// How the companies are walked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconcile {
    /// How often each company is asked about. 6 hours.
    pub period: Duration,
    /// How many calls a second one process makes at most, and at least one. 5.
    pub calls_per_second: u32,
}

impl Default for Reconcile {
    fn default() -> Self {
        Self { period: Duration::from_hours(6), calls_per_second: 5 }
    }
}

impl Reconcile {
    /// When a company is due again that was asked about now, with an answer.
    pub(crate) fn next(&self, now: Timestamp) -> Timestamp {
        now + self.period
    }

    /// When a company is due again whose permanent code was refused now.
    pub(crate) fn after_refusal(&self, now: Timestamp) -> Timestamp {
        now + self.period.max(REFUSED)
    }

    /// How long a company waits that is being asked about, or was in vain where that may pass by itself.
    pub(crate) fn again(&self) -> Duration {
        self.period.min(AGAIN)
    }

    /// The longest that companies wait: a period that was lowered holds for those too that were asked about before.
    pub(crate) fn longest_wait(&self) -> LongestWait {
        LongestWait { usual: self.period, refused: self.period.max(REFUSED) }
    }

    /// The pause between two of so many, companies or members, that spreads all of them over the period.
    pub fn pause(&self, count: u64) -> Duration {
        let fastest = Duration::from_secs(1) / self.calls_per_second.max(1);
        let spread = self.period / u32::try_from(count).unwrap_or(u32::MAX).max(1);
        spread.clamp(fastest, LOOK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_companies_are_spread_over_the_period_within_the_limits() {
        let six_hours = Reconcile { period: Duration::from_hours(6), calls_per_second: 5 };
        let cases = [
            (0, LOOK),
            (1, LOOK),
            (720, Duration::from_secs(30)),
            (21_600, Duration::from_secs(1)),
            (1_000_000, Duration::from_millis(200)),
            (u64::MAX, Duration::from_millis(200)),
        ];
        for (companies, pause) in cases {
            assert_eq!(six_hours.pause(companies), pause, "{companies}");
        }
        assert_eq!(Reconcile { calls_per_second: 0, ..six_hours }.pause(1_000_000), Duration::from_secs(1));
    }
}
