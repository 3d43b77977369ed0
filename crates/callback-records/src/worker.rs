//! `Worker`: takes due records, one per company at a time, and has their work done.

mod attempt;
mod due_queue;
mod inbox;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use clock::{Clock, SharedEntropy, Timestamp};
use error_chain::ErrorChain;
use login_type::{CallbackRecord, WorkError, Worked};
use storage::{Access, Claim, ClaimedRecord, StorageError};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use self::{
    due_queue::{AHEAD, DueQueue},
    inbox::Inbox,
};
use crate::{Observer, Outcome, Records, backoff, in_flight::InFlight};

/// Records that are worked on at the same time, unless the worker is told otherwise.
const LANES: usize = 8;
/// How long a claim holds when it is not renewed; a crashed process's records are taken over after it.
const LEASE: Duration = Duration::from_secs(30);
/// How often the database is asked when nothing woke the worker.
const IDLE: Duration = Duration::from_secs(15);
/// How long the database is not asked again for a record that was due and could not be claimed.
const BREATH: Duration = Duration::from_millis(200);
/// How often a worker that gives way to a burst looks whether it is over.
const GIVING_WAY: Duration = Duration::from_millis(50);
/// For how long a burst goes first.
const LONGEST_BURST: Duration = Duration::from_secs(5);

/// Does the work of a record: in the server, the login type that the record names.
#[async_trait]
pub trait Work: Send + Sync {
    /// Does it; may be called again for the same record. Is dropped where it waits when it takes longer than a minute or
    /// when another worker took the record over.
    ///
    /// # Errors
    /// Whether another attempt is worth it, or why that is of no use.
    async fn work(&self, login_type: &str, record: &CallbackRecord) -> Result<Worked, WorkError>;
}

/// Takes due records and has their work done, until it is told to stop.
pub struct Worker {
    records: Records,
    work: Arc<dyn Work>,
    entropy: SharedEntropy,
    observer: Arc<dyn Observer>,
    lanes: usize,
    owner: String,
}

impl Worker {
    /// A worker over `records` that has eight of them worked on at the same time; `entropy` gives it the name under
    /// which it claims and the jitter of its back-off.
    pub fn new(records: Records, work: Arc<dyn Work>, entropy: SharedEntropy) -> Self {
        let owner = entropy.alphanumeric(16);
        Self { records, work, entropy, observer: Arc::new(|_: &str, _: Outcome| {}), lanes: LANES, owner }
    }

    /// Has at most `lanes` records worked on at the same time, and at least one.
    #[must_use]
    pub fn with_lanes(self, lanes: usize) -> Self {
        Self { lanes: lanes.max(1), ..self }
    }

    /// Tells `observer` how each attempt ended.
    #[must_use]
    pub fn with_observer(self, observer: impl Observer + 'static) -> Self {
        Self { observer: Arc::new(observer), ..self }
    }

    /// Works until `stop`; then finishes what is in hand and returns.
    pub async fn run(self, stop: CancellationToken) {
        let worker = Arc::new(self);
        let clock = &*worker.records.clock;
        let (mut in_flight, mut inbox, mut due) = (InFlight::default(), Inbox::default(), DueQueue::default());
        let mut failures = 0;
        while !stop.is_cancelled() {
            match worker.round(&mut in_flight, &mut inbox, &mut due).await {
                Ok(wake_at) => {
                    failures = 0;
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = worker.records.news.notified() => {}
                        () = in_flight.any_ended() => {}
                        () = sleep_until(clock, wake_at) => {}
                    }
                }
                Err(error) => {
                    failures += 1;
                    let rest = backoff::rest(failures, &*worker.entropy);
                    tracing::error!(error = %error.chain(), failures, "callback records cannot be worked on; resting");
                    // Neither news nor an ended attempt is a reason to ask an ailing database sooner.
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = clock.sleep(rest) => {}
                    }
                }
            }
        }
        in_flight.all_ended().await;
    }

    /// Starts what is due in lanes that are free; answers when to look again if nothing else happens.
    async fn round(
        self: &Arc<Self>,
        in_flight: &mut InFlight,
        inbox: &mut Inbox,
        due: &mut DueQueue,
    ) -> Result<Timestamp, StorageError> {
        in_flight.reap()?;
        let records = self.records.database.callback_records();
        // The moment of the whole round: what becomes due in its course is met by the next one.
        let now = self.records.clock.now();
        let mut refused = Ok(());
        let mut looked = false;
        while in_flight.len() < self.lanes {
            let Some(id) = due.next(now) else {
                if std::mem::replace(&mut looked, true) {
                    break;
                }
                self.sort_in(inbox).await?;
                due.follow(now, records.due(now, &in_flight.lanes(), AHEAD).await?);
                continue;
            };
            self.give_way().await;
            match records.claim(id, &self.owner, self.records.clock.now() + LEASE, now).await {
                Ok(Some((claim, claimed))) => self.start(in_flight, claim, claimed),
                Ok(None) => {}
                Err(error) if error.is_retryable() => return Err(error),
                // It may be this row's fault: the others have their turn.
                Err(error) => refused = Err(error),
            }
        }
        refused?;
        if in_flight.len() >= self.lanes {
            return Ok(now + IDLE);
        }
        let next = records.next_due(now, &in_flight.lanes()).await?.unwrap_or(now + IDLE);
        Ok(next.clamp(now + BREATH, now + IDLE))
    }

    /// Lets a burst of records go first, unless it lasts too long: each of them has somebody who waits for an answer.
    async fn give_way(&self) {
        let clock = &self.records.clock;
        while self.records.intake.burst_lasting(clock.now()).is_some_and(|lasting| lasting < LONGEST_BURST) {
            clock.sleep(GIVING_WAY).await;
        }
    }

    fn start(self: &Arc<Self>, in_flight: &mut InFlight, claim: Claim, claimed: ClaimedRecord) {
        let record = &claimed.record;
        let span = tracing::info_span!(
            "callback.record.work",
            record.id = record.id,
            request.id = record.request_id,
            event.r#type = %record.event_type,
            attempt = record.attempts
        );
        let worker = Arc::clone(self);
        in_flight.start(claimed.lane.clone(), async move { worker.attempt(claim, claimed).await }.instrument(span));
    }
}

/// Sleeps until the clock shows `moment`.
async fn sleep_until(clock: &dyn Clock, moment: Timestamp) {
    clock.sleep(moment.since(clock.now())).await;
}
