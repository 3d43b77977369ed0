//! Counts what elements ask of other hosts.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use element_type::{HttpObserver, HttpOutcome};

use super::{
    Metrics, OTHER,
    labels::{self, HostLabels, HostResult},
};

/// How many hosts are told apart: a login type may ask any number, as its provider's answers lead it.
const NAMED: usize = 20;

/// The hosts that are told apart: the first that were asked.
#[derive(Debug, Default)]
pub(super) struct Hosts(Mutex<BTreeSet<String>>);

impl Hosts {
    /// The label of a host.
    fn label(&self, host: &str) -> String {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(host) {
            if known.len() == NAMED {
                return OTHER.to_owned();
            }
            known.insert(host.to_owned());
        }
        host.to_owned()
    }
}

impl HttpObserver for Metrics {
    fn asked(&self, host: &str, outcome: HttpOutcome, duration: Duration) {
        let result = match outcome {
            HttpOutcome::Answered(status) => labels::class(status),
            HttpOutcome::Timeout => "timeout",
            HttpOutcome::TooLong => "too_long",
            _ => "transport",
        };
        let host = self.hosts.label(host);
        self.asked_seconds.get_or_create(&HostLabels { host: host.clone() }).observe(duration.as_secs_f64());
        self.asked.get_or_create(&HostResult { host, result }).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_hosts_are_told_apart() {
        let hosts = Hosts::default();
        let labels: Vec<String> = (0..NAMED + 2).map(|n| hosts.label(&format!("host-{n}"))).collect();
        assert_eq!((labels[NAMED - 1].as_str(), labels[NAMED].as_str()), ("host-19", OTHER));
        assert_eq!(hosts.label("host-0"), "host-0");
    }
}
