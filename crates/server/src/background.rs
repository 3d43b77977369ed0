//! Starts what the server does beside answering: tasks that are kept going until the server stops.

use std::{sync::Arc, time::Duration};

use actix_web::web::Data;
use callback_records::{Records, Worker};
use clock::SharedEntropy;
use qywx_proxy::Reconcile;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    housekeeping,
    http::connections,
    maintenance, member_walk,
    state::AppState,
    supervision::{self, Pulse},
    ticket_alert, worker,
};

/// What the tasks need besides the server's state.
pub(crate) struct Background {
    pub(crate) records: Records,
    pub(crate) entropy: SharedEntropy,
    /// Records that are worked on at the same time.
    pub(crate) lanes: usize,
    /// How long records are kept that succeeded.
    pub(crate) keep: Duration,
    /// How the members are walked over.
    pub(crate) walk: Reconcile,
}

impl Background {
    /// Starts all of them; each ends after `stop`, when what it has in hand is done.
    pub(crate) fn start(self, state: &Data<AppState>, stop: &CancellationToken) -> JoinSet<()> {
        let Self { records, entropy, lanes, keep, walk } = self;
        let mut crew = Crew { state: state.clone(), stop: stop.clone(), tasks: JoinSet::new() };
        crew.keep_going("callback worker", state.worker.clone(), move |state, stop| {
            let worker = Worker::new(records.clone(), worker::work(&state), Arc::clone(&entropy)).with_lanes(lanes);
            worker.with_observer(worker::Counter(state.clone())).run(stop)
        });
        crew.keep_going("housekeeping", Pulse::default(), move |state, stop| housekeeping::run(state, keep, stop));
        crew.keep_going("ticket alert", Pulse::default(), ticket_alert::run);
        for login_type in state.catalog().login_types.names() {
            let run = move |state, stop| maintenance::run(state, login_type, stop);
            crew.keep_going(login_type, Pulse::default(), run);
        }
        crew.keep_going("connections", Pulse::default(), connections::run);
        crew.keep_going("member walk", Pulse::default(), move |state, stop| member_walk::run(state, walk, stop));
        crew.keep_going("apps", Pulse::default(), |state, stop| {
            app_catalog::run(state.folder.clone(), Arc::clone(state.clock()), stop)
        });
        crew.tasks
    }
}

struct Crew {
    state: Data<AppState>,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Crew {
    fn keep_going<F>(
        &mut self,
        name: &'static str,
        pulse: Pulse,
        begin: impl Fn(Data<AppState>, CancellationToken) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let (state, stop) = (self.state.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            let begin = || begin(state.clone(), stop.clone());
            supervision::keep_going(name, &**state.clock(), &stop, &pulse, begin).await;
        });
    }
}
