//! `Intake`: commits the records of many requests at once; each waits for its own.
//!
//! A commit that reaches the disk takes its time, however little is in it. So while one is under way the records that come
//! meanwhile gather, and go together into the next. A burst of them goes into the inbox, as one row; the worker makes them
//! records of their own when the burst is over.

use std::{
    collections::VecDeque,
    iter,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use clock::{SharedClock, Timestamp};
use login_type::{Added, CallError};
use secrecy::ExposeSecret;
use storage::{Access, Database, NewCallbackRecord, StorageError};
use tokio::sync::oneshot;

/// Records in one commit at most: as many parameters as every engine takes in one statement, many times over.
const MOST: usize = 256;
/// Bytes of messages from which on no more go into a commit: every engine takes a statement of this length.
const MOST_BYTES: usize = 1 << 20;
/// From how many records in one commit on they come in bursts.
const BURST: usize = 8;
/// How long after such a commit more of them are expected.
const BURST_GOES_ON: Duration = Duration::from_millis(20);
/// A pause of this length is the end of a burst: what comes after it is another one.
const PAUSE: Duration = Duration::from_secs(1);
/// Limits of the queue, in records and bytes of messages. Beyond them `add` fails, so that WeCom pushes again later.
const MOST_WAITING: usize = 4096;
const MOST_WAITING_BYTES: usize = 32 << 20;
/// How often those are let in that are on the point of arriving, before a commit begins.
const LETTING_IN: usize = 2;

/// Queues before the database: while the records of one are committed, those of the other gather.
const QUEUES: usize = 2;

thread_local! {
    /// The queue of this thread: whoever waits is woken by a neighbour, which costs next to nothing.
    static QUEUE: usize = {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        THREADS.fetch_add(1, Ordering::Relaxed) % QUEUES
    };
}

/// The way of new records into the database; its clones are the same way.
#[derive(Clone, Debug)]
pub(crate) struct Intake {
    database: Database,
    clock: SharedClock,
    queues: Arc<[Mutex<Queue>; QUEUES]>,
    /// To commit: one queue at a time, so that each takes along all who came while it waited.
    turn: Arc<tokio::sync::Mutex<()>>,
    burst: Arc<Mutex<Option<Burst>>>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// Bytes of their messages.
    bytes: usize,
    /// Whether somebody is committing, and will look into the queue again.
    busy: bool,
}

/// From when to when records come in bursts.
#[derive(Clone, Copy, Debug)]
struct Burst {
    since: Timestamp,
    until: Timestamp,
}

#[derive(Debug)]
struct Waiting {
    record: NewCallbackRecord,
    answer: Answer,
}

impl Intake {
    pub(crate) fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock, queues: Arc::default(), turn: Arc::default(), burst: Arc::default() }
    }

    /// For how long records have come in bursts; `None` while they do not. Other writers keep many waiting then.
    pub(crate) fn burst_lasting(&self, now: Timestamp) -> Option<Duration> {
        let burst = (*lock(&self.burst))?;
        // Not for longer than said, should the clock be set back.
        let is_on = now < burst.until && burst.until.since(now) <= BURST_GOES_ON;
        is_on.then(|| now.since(burst.since))
    }

    /// Commits a record, together with those that others bring meanwhile.
    ///
    /// # Errors
    /// When it is not committed, or it is not known whether it is; when too many wait for that already.
    pub(crate) async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError> {
        let (answer, answered) = oneshot::channel();
        let number = QUEUE.with(|number| *number);
        let idle = {
            let mut queue = lock(&self.queues[number]);
            if queue.waiting.len() >= MOST_WAITING || queue.bytes >= MOST_WAITING_BYTES {
                return Err(CallError::unavailable(Full));
            }
            queue.bytes += record.payload.expose_secret().len();
            queue.waiting.push_back(Waiting { record, answer });
            !std::mem::replace(&mut queue.busy, true)
        };
        if idle {
            // In a task of its own: whoever brought the first record may go away.
            tokio::spawn(Committer { intake: self.clone(), number, ended: false }.run());
        }
        answered.await.unwrap_or_else(|_| Err(CallError::unavailable(BrokenOff)))
    }

    fn note_burst(&self) {
        let now = self.clock.now();
        let mut burst = lock(&self.burst);
        let same = burst.filter(|burst| burst.since <= now && now < burst.until + PAUSE);
        *burst = Some(Burst { since: same.map_or(now, |burst| burst.since), until: now + BURST_GOES_ON });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Nobody says what became of a commit.
#[derive(Debug, thiserror::Error)]
#[error("the commit was interrupted")]
struct BrokenOff;

/// Commits take too long.
#[derive(Debug, thiserror::Error)]
#[error("too many callbacks wait to be committed")]
struct Full;

/// Commits until nothing waits; when it breaks off, the next record begins anew.
struct Committer {
    intake: Intake,
    /// Of its queue.
    number: usize,
    /// Whether it came to the end of the queue; from then on the queue is another one's.
    ended: bool,
}

impl Committer {
    async fn run(mut self) {
        let turn = Arc::clone(&self.intake.turn);
        loop {
            let _turn = turn.lock().await;
            // No wait: who has arrived already but was not read yet comes along.
            for _ in 0..LETTING_IN {
                tokio::task::yield_now().await;
            }
            let batch = self.next_batch();
            if batch.is_empty() {
                return;
            }
            if batch.len() < BURST {
                commit(&self.intake.database, batch).await;
                continue;
            }
            self.intake.note_burst();
            commit_burst(&self.intake.database, batch).await;
            self.intake.note_burst();
        }
    }

    fn next_batch(&mut self) -> Vec<Waiting> {
        let mut queue = lock(&self.intake.queues[self.number]);
        let mut bytes = 0;
        let fits = |waiting: &&Waiting| {
            let has_room = bytes < MOST_BYTES;
            bytes += waiting.record.payload.expose_secret().len();
            has_room
        };
        let most = queue.waiting.iter().take(MOST).take_while(fits).count();
        let batch: Vec<_> = queue.waiting.drain(..most).collect();
        queue.bytes -= batch.iter().map(|waiting| waiting.record.payload.expose_secret().len()).sum::<usize>();
        self.ended = batch.is_empty();
        queue.busy = !self.ended;
        batch
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        if !self.ended {
            // Broken off: those that wait are told so, by the end of their channels.
            *lock(&self.intake.queues[self.number]) = Queue::default();
        }
    }
}

/// Commits a burst as one row of the inbox.
async fn commit_burst(database: &Database, batch: Vec<Waiting>) {
    // A record that its table would not take must be refused now: nobody waits for an answer any more when it is sorted in.
    if !batch.iter().all(|waiting| waiting.record.fits()) {
        return commit(database, batch).await;
    }
    let (records, answers) = unzip(batch);
    match database.callback_inbox().put(&records).await {
        Ok(()) => tell(answers, iter::repeat(Added::Later)),
        Err(error) => refuse(answers, error),
    }
}

/// Commits each as a record of its own.
async fn commit(database: &Database, batch: Vec<Waiting>) {
    let (records, answers) = unzip(batch);
    match database.callback_records().add_all(records.clone()).await {
        Ok(added) => tell(answers, added.into_iter().map(told)),
        Err(error) if error.is_retryable() || answers.len() == 1 => refuse(answers, error),
        // A single record is at fault, and the others are not.
        Err(_) => {
            let mut alone = records.into_iter().zip(answers);
            while let Some((record, answer)) = alone.next() {
                match database.callback_records().add(record).await {
                    // Records behind it would only wait for the same, and others for them.
                    Err(error) if error.is_retryable() => {
                        let behind = alone.map(|(_, answer)| answer);
                        return refuse(iter::once(answer).chain(behind).collect(), error);
                    }
                    added => _ = answer.send(added.map(told).map_err(CallError::unavailable)),
                }
            }
        }
    }
}

type Answer = oneshot::Sender<Result<Added, CallError>>;

fn unzip(batch: Vec<Waiting>) -> (Vec<NewCallbackRecord>, Vec<Answer>) {
    batch.into_iter().map(|waiting| (waiting.record, waiting.answer)).unzip()
}

fn told(added: storage::NewOrRepeat) -> Added {
    match added {
        storage::NewOrRepeat::New(id) => Added::New(id),
        storage::NewOrRepeat::Repeat(id) => Added::Repeat(id),
    }
}

fn tell(answers: Vec<Answer>, added: impl Iterator<Item = Added>) {
    for (answer, added) in answers.into_iter().zip(added) {
        let _ = answer.send(Ok(added));
    }
}

/// Tells everybody the same.
fn refuse(answers: Vec<Answer>, error: StorageError) {
    let error = Arc::new(error);
    for answer in answers {
        let _ = answer.send(Err(CallError::unavailable(Arc::clone(&error))));
    }
}

#[cfg(test)]
mod tests {
    use clock::{ManualClock, OsEntropy};
    use secrecy::SecretString;
    use storage::{KeyRing, Options};
    use test_database::TestDatabase;

    use super::*;

    #[tokio::test]
    async fn a_queue_whose_committer_broke_off_begins_anew_and_one_that_it_left_is_another_ones() {
        let place = TestDatabase::new().await;
        migrations::up(place.url()).await.unwrap();
        let clock: SharedClock = Arc::new(ManualClock::new(Timestamp::from_secs(1_000_000)));
        let key = SecretString::from("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        let ring = KeyRing::new("k1", [("k1".to_owned(), key)]).unwrap();
        let options = Options::default();
        let database =
            Database::open(place.url(), options, ring, Arc::clone(&clock), Arc::new(OsEntropy)).await.unwrap();
        let intake = Intake::new(database, clock);
        for ended in [false, true] {
            lock(&intake.queues[0]).busy = true;
            drop(Committer { intake: intake.clone(), number: 0, ended });
            assert_eq!(lock(&intake.queues[0]).busy, ended);
        }
    }
}
