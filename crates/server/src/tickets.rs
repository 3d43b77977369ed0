//! How old the newest ticket of each suite is: for readiness and metrics.

use std::{collections::BTreeMap, time::Duration};

use storage::{Access, StorageError};

use crate::state::AppState;

/// A suite that an instance is configured for, and the age of its newest ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TicketAge {
    pub(crate) suite: String,
    /// Since it arrived; `None` where none ever did.
    pub(crate) age: Option<Duration>,
}

/// Every suite that has an instance, whether a ticket came or not.
pub(crate) async fn ages(state: &AppState) -> Result<Vec<TicketAge>, StorageError> {
    let received = state.database.suite_tickets().newest_received().await?;
    let received: BTreeMap<_, _> = received.iter().map(|(suite, at)| (suite.as_str(), *at)).collect();
    let now = state.clock().now();
    let realms = state.catalog().realms().into_iter();
    Ok(realms.map(|suite| TicketAge { age: received.get(&*suite).map(|at| now.since(*at)), suite }).collect())
}
