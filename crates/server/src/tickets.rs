//! How old the newest ticket of each suite is, and whether one is missing: for readiness, metrics and the alert.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use app_catalog::SharedCatalog;
use clock::{SharedClock, Timestamp};
use login_type::{CallError, Heartbeat};

/// How long a suite may be without a new ticket: WeCom pushes one about every ten minutes (97173).
pub(crate) const PATIENCE: Duration = Duration::from_mins(20);

/// A suite that an instance is configured for, and the age of its newest ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TicketAge {
    pub(crate) suite: String,
    /// Since it arrived; `None` where none ever did.
    pub(crate) age: Option<Duration>,
    /// How long one has been waited for: since the newest arrived, or since the suite was first seen here.
    pub(crate) waited: Duration,
}

impl TicketAge {
    /// Whether two pushes or more did not arrive.
    pub(crate) fn is_missing(&self) -> bool {
        self.waited >= PATIENCE
    }
}

/// Since when this process knows the suites that never had a ticket.
#[derive(Debug, Default)]
struct FirstSeen(Mutex<BTreeMap<String, Timestamp>>);

impl FirstSeen {
    /// Forgets the suites that have no instance any more.
    fn forget_all_but(&self, suites: &BTreeSet<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|suite, _| suites.contains(suite));
    }

    /// How long the suite has been known; forgets it when `age` says that a ticket came.
    fn waited(&self, suite: &str, age: Option<Duration>, now: Timestamp) -> Duration {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(age) = age else { return now.since(*seen.entry(suite.to_owned()).or_insert(now)) };
        seen.remove(suite);
        age
    }
}

/// Tells the age of tickets; its clones know the same suites.
#[derive(Clone, Debug)]
pub(crate) struct Tickets {
    catalog: SharedCatalog,
    clock: SharedClock,
    seen: Arc<FirstSeen>,
}

impl Tickets {
    /// Tells the age of the tickets that the apps' instances need.
    pub(crate) fn new(catalog: SharedCatalog, clock: SharedClock) -> Self {
        Self { catalog, clock, seen: Arc::default() }
    }

    /// Every suite that has an instance, whether a ticket came or not.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(crate) async fn ages(&self) -> Result<Vec<TicketAge>, CallError> {
        let heartbeats = self.catalog.current().login_types.heartbeats().await?;
        let now = self.clock.now();
        self.seen.forget_all_but(&heartbeats.iter().map(|heartbeat| heartbeat.subject.clone()).collect());
        let ages = heartbeats.into_iter().map(|Heartbeat { subject: suite, newest, .. }| {
            let age = newest.map(|at| now.since(at));
            TicketAge { waited: self.seen.waited(&suite, age, now), age, suite }
        });
        Ok(ages.collect())
    }
}
