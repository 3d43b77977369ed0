//! Counts what clients of OpenID Connect ask for, and what came of it.

use super::{Metrics, labels::OpenidLabels};

impl Metrics {
    /// Counts an answer of an endpoint: `ok`, a step on the way, or the error code of the standards.
    pub(crate) fn openid(&self, endpoint: &'static str, result: &'static str) {
        self.openid.get_or_create(&OpenidLabels { endpoint, result }).inc();
    }
}
