//! Counts of calls, by API and result.

use std::collections::BTreeMap;

use serde::Serialize;

/// The calls of one API.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    pub(crate) ok: u64,
    /// By errcode, or by `dropped`, `html`, `status` for planted faults.
    pub(crate) errors: BTreeMap<String, u64>,
    /// Successful calls by whom they were for: suite id, or `suite id/corp id`.
    pub(crate) subjects: BTreeMap<String, u64>,
}

/// How one call ended.
#[derive(Debug)]
pub(crate) enum CallEnd {
    Ok { subject: Option<String> },
    Failed(String),
}

/// All APIs called since the last reset.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Calls(BTreeMap<&'static str, Tally>);

impl Calls {
    /// Counts one call.
    pub(crate) fn note(&mut self, api: &'static str, end: CallEnd) {
        let tally = self.0.entry(api).or_default();
        tally.count += 1;
        match end {
            CallEnd::Ok { subject } => {
                tally.ok += 1;
                if let Some(subject) = subject {
                    *tally.subjects.entry(subject).or_default() += 1;
                }
            }
            CallEnd::Failed(with) => *tally.errors.entry(with).or_default() += 1,
        }
    }
}
