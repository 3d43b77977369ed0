//! `Observer`: hears what is counted at the edge.

use std::{fmt::Debug, time::Duration};

use crate::limits::rate::Limit;

/// Hears what is counted at the edge, for metrics.
pub trait Observer: Debug + Send + Sync {
    /// A request was answered with `status`; `route` is the pattern of its address, where one matched.
    fn answered(&self, route: Option<String>, status: u16, duration: Duration);

    /// A request was refused by a limit.
    fn limited(&self, limit: Limit);
}
