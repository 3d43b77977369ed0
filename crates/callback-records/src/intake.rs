//! `Intake`: commits the records of many requests at once; each waits for its own.
//!
//! A commit that reaches the disk takes its time, however little is in it. So while one is under way the records that come
//! meanwhile gather, and go together into the next.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use clock::{SharedClock, Timestamp};
use login_type::CallError;
use storage::{Access, Added, Database, NewCallbackRecord, StorageError};
use tokio::sync::oneshot;

/// Records in one commit at most: as many parameters as every engine takes in one statement, many times over.
const MOST: usize = 256;
/// From how many records in one commit on they come in crowds.
const CROWD: usize = 8;
/// How long after such a commit more of them are expected.
const CROWDED: Duration = Duration::from_millis(20);
/// How often those are let in that are on the point of arriving, before a commit begins.
const LETTING_IN: usize = 4;

/// The way of new records into the database; its clones are the same way.
#[derive(Clone, Debug)]
pub(crate) struct Intake {
    database: Database,
    clock: SharedClock,
    queue: Arc<Mutex<Queue>>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<Waiting>,
    /// Whether somebody is committing, and will look into the queue again.
    busy: bool,
    /// Until when records are taken to come in crowds.
    crowded_until: Option<Timestamp>,
}

#[derive(Debug)]
struct Waiting {
    record: NewCallbackRecord,
    answer: oneshot::Sender<Result<Added, CallError>>,
}

impl Intake {
    pub(crate) fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock, queue: Arc::default() }
    }

    /// Whether records come in crowds: whoever else writes then keeps many waiting.
    pub(crate) fn is_crowded(&self, now: Timestamp) -> bool {
        // Not for longer than said, should the clock be set back.
        self.queue().crowded_until.is_some_and(|until| now < until && until.since(now) <= CROWDED)
    }

    /// Commits a record, together with those that others bring meanwhile.
    ///
    /// # Errors
    /// When it is not committed, or it is not known whether it is.
    pub(crate) async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError> {
        let (answer, answered) = oneshot::channel();
        let idle = {
            let mut queue = self.queue();
            queue.waiting.push(Waiting { record, answer });
            !std::mem::replace(&mut queue.busy, true)
        };
        if idle {
            // In a task of its own: whoever brought the first record may go away.
            tokio::spawn(Committer { intake: self.clone(), ended: false }.run());
        }
        answered.await.unwrap_or_else(|_| Err(CallError::unavailable(BrokenOff)))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nobody says what became of a commit.
#[derive(Debug, thiserror::Error)]
#[error("the commit broke off")]
struct BrokenOff;

/// Commits until nothing waits; when it breaks off, the next record begins anew.
struct Committer {
    intake: Intake,
    /// Whether it came to the end of the queue; from then on the queue is another one's.
    ended: bool,
}

impl Committer {
    async fn run(mut self) {
        loop {
            // No wait: who has arrived already but was not read yet comes along.
            for _ in 0..LETTING_IN {
                tokio::task::yield_now().await;
            }
            let batch = self.next_batch();
            if batch.is_empty() {
                return;
            }
            let is_crowd = batch.len() >= CROWD;
            commit(&self.intake.database, batch).await;
            if is_crowd {
                let until = self.intake.clock.now() + CROWDED;
                self.intake.queue().crowded_until = Some(until);
            }
        }
    }

    fn next_batch(&mut self) -> Vec<Waiting> {
        let mut queue = self.intake.queue();
        let most = queue.waiting.len().min(MOST);
        let batch: Vec<_> = queue.waiting.drain(..most).collect();
        self.ended = batch.is_empty();
        queue.busy = !self.ended;
        batch
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        if !self.ended {
            // Broken off: those that wait are told so, by the end of their channels.
            *self.intake.queue() = Queue::default();
        }
    }
}

async fn commit(database: &Database, batch: Vec<Waiting>) {
    let (records, answers): (Vec<_>, Vec<_>) =
        batch.into_iter().map(|waiting| (waiting.record, waiting.answer)).unzip();
    match database.callback_records().add_all(records.clone()).await {
        Ok(added) => {
            for (answer, added) in answers.into_iter().zip(added) {
                let _ = answer.send(Ok(added));
            }
        }
        Err(error) if error.is_retryable() || answers.len() == 1 => refuse(answers, error),
        // One of them is at fault, and the others are not.
        Err(_) => {
            for (record, answer) in records.into_iter().zip(answers) {
                let added = database.callback_records().add(record).await;
                let _ = answer.send(added.map_err(CallError::unavailable));
            }
        }
    }
}

/// Tells everybody the same.
fn refuse(answers: Vec<oneshot::Sender<Result<Added, CallError>>>, error: StorageError) {
    let error = Arc::new(error);
    for answer in answers {
        let _ = answer.send(Err(CallError::unavailable(Arc::clone(&error))));
    }
}
