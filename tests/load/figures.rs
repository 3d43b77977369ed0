//! `Figures`: what the turns of one kind of request come to.

use std::{fmt, time::Duration};

use crate::client::Turn;

/// The rates of all turns, and how long their requests took.
#[derive(Debug)]
pub(crate) struct Figures {
    rates: Vec<f64>,
    latencies: Vec<Duration>,
}

impl Figures {
    pub(crate) fn of(turns: Vec<Turn>) -> Self {
        let mut rates: Vec<f64> = turns.iter().map(Turn::rate).collect();
        rates.sort_by(f64::total_cmp);
        let mut latencies: Vec<Duration> = turns.into_iter().flat_map(|turn| turn.latencies).collect();
        latencies.sort_unstable();
        Self { rates, latencies }
    }

    /// The rate of the middle turn.
    pub(crate) fn rate(&self) -> f64 {
        self.rates.get(self.rates.len() / 2).copied().unwrap_or_default()
    }

    /// The time that so many percent of the requests did not exceed, in milliseconds.
    fn percentile(&self, percent: usize) -> f64 {
        let at = (self.latencies.len() * percent / 100).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(at).map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, most] = [50, 99].map(|percent| self.percentile(percent));
        write!(f, "{:>7.0}/s   p50 {half:.2} ms   p99 {most:.2} ms", self.rate())
    }
}
