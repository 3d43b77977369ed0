//! Starts what the server does beside answering: tasks that are kept going until the server stops.

use std::{sync::Arc, time::Duration};

use accounts::LocalAccounts;
use app_catalog::Folder;
use callback_records::{Records, Worker};
use clock::{SharedClock, SharedEntropy};
use login_type::Host;
use qywx_proxy::Reconcile;
use storage::Database;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use web::limits::{
    connections::{self, Connections},
    rate::RateLimits,
};

use crate::{
    housekeeping::Housekeeping,
    logouts::Logouts,
    maintenance, member_walk,
    metrics::Metrics,
    supervision::{self, Pulse},
    ticket_alert,
    tickets::Tickets,
    worker::{CatalogWork, Counter},
};

/// Everything that the tasks work with.
pub(crate) struct Background {
    pub(crate) folder: Folder,
    pub(crate) host: Host,
    pub(crate) accounts: LocalAccounts,
    pub(crate) database: Database,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) tickets: Tickets,
    pub(crate) rate: Arc<RateLimits>,
    pub(crate) connections: Connections,
    pub(crate) records: Records,
    /// Whether callback records are worked on.
    pub(crate) worker: Pulse,
    pub(crate) manner: Manner,
    pub(crate) logouts: Logouts,
}

/// How the tasks do their work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Records that are worked on at the same time.
    pub(crate) lanes: usize,
    /// How long callback records are kept that succeeded.
    pub(crate) keep_succeeded: Duration,
    /// How long the audit trail is kept.
    pub(crate) keep_audit: Duration,
    /// How the members are walked over.
    pub(crate) walk: Reconcile,
}

impl Background {
    /// Starts all of them; each ends after `stop`, when the work in hand is done.
    pub(crate) fn start(self, stop: &CancellationToken) -> JoinSet<()> {
        let (clock, catalog) = (Arc::clone(&self.host.clock), self.folder.catalog().clone());
        let mut crew = Crew { clock: Arc::clone(&clock), stop: stop.clone(), tasks: JoinSet::new() };
        crew.keep_going("callback worker", self.worker.clone(), self.callback_worker());
        let housekeeping = self.housekeeping();
        crew.keep_going("housekeeping", Pulse::default(), move |stop| housekeeping.clone().run(stop));
        let Self { folder, host, accounts, tickets, connections, manner, logouts, .. } = self;
        crew.keep_going("back-channel log-out", Pulse::default(), move |stop| logouts.clone().run(stop));
        let alert = (tickets, Arc::clone(&clock));
        crew.keep_going("ticket alert", Pulse::default(), move |stop| {
            ticket_alert::run(alert.0.clone(), Arc::clone(&alert.1), stop)
        });
        for login_type in catalog.current().login_types.names() {
            let (catalog, host) = (catalog.clone(), host.clone());
            crew.keep_going(login_type, Pulse::default(), move |stop| {
                maintenance::run(catalog.clone(), host.clone(), login_type, stop)
            });
        }
        crew.keep_going("connections", Pulse::default(), move |stop| connections::run(connections.clone(), stop));
        crew.keep_going("member walk", Pulse::default(), move |stop| {
            member_walk::run(accounts.clone(), host.clone(), manner.walk, stop)
        });
        crew.keep_going("apps", Pulse::default(), move |stop| {
            app_catalog::run(folder.clone(), Arc::clone(&clock), stop)
        });
        crew.tasks
    }

    fn callback_worker(&self) -> impl Fn(CancellationToken) -> WorkerTask + Send + Sync + 'static {
        let (records, lanes, entropy) = (self.records.clone(), self.manner.lanes, Arc::clone(&self.host.entropy));
        let (catalog, metrics) = (self.folder.catalog().clone(), Arc::clone(&self.metrics));
        let (host, accounts, database) = (self.host.clone(), self.accounts.clone(), self.database.clone());
        move |stop| {
            let work = CatalogWork {
                catalog: catalog.clone(),
                host: host.clone(),
                accounts: accounts.clone(),
                database: database.clone(),
            };
            let counter = Counter { metrics: Arc::clone(&metrics), catalog: catalog.clone() };
            let worker = Worker::new(records.clone(), Arc::new(work), SharedEntropy::clone(&entropy));
            Box::pin(worker.with_lanes(lanes).with_observer(counter).run(stop))
        }
    }

    fn housekeeping(&self) -> Housekeeping {
        Housekeeping {
            accounts: self.accounts.clone(),
            database: self.database.clone(),
            rate: Arc::clone(&self.rate),
            clock: Arc::clone(&self.host.clock),
            keep_succeeded: self.manner.keep_succeeded,
            keep_audit: self.manner.keep_audit,
        }
    }
}

type WorkerTask = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// The tasks that are kept going.
struct Crew {
    clock: SharedClock,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Crew {
    fn keep_going<F>(
        &mut self,
        name: &'static str,
        pulse: Pulse,
        begin: impl Fn(CancellationToken) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let (clock, stop) = (Arc::clone(&self.clock), self.stop.clone());
        self.tasks.spawn(async move {
            supervision::keep_going(name, &*clock, &stop, &pulse, || begin(stop.clone())).await;
        });
    }
}
