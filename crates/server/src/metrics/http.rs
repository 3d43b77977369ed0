//! Counts the requests at the edge.

use std::time::Duration;

use web::{Observer, limits::rate::Limit};

use super::{
    Metrics, OTHER,
    labels::{self, HttpLabels, LimitLabels},
};

impl Observer for Metrics {
    fn answered(&self, route: Option<String>, status: u16, duration: Duration) {
        let route = route.unwrap_or_else(|| OTHER.to_owned());
        let labels = HttpLabels { route, status: labels::class(status) };
        self.http.get_or_create(&labels).observe(duration.as_secs_f64());
    }

    fn limited(&self, limit: Limit) {
        self.limited.get_or_create(&LimitLabels { limit: limit.as_str() }).inc();
    }
}
