//! A database, a worker over it, and the two ends of its work: what it is asked to do and what it said of it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use callback_records::{Observer, Outcome, Records, Work, Worker};
use clock::{Clock, ManualClock, SeededEntropy, Timestamp};
use futures::future::join_all;
use login_type::{
    Added, CallbackRecord, CallbackRecords as _, InitialState, InstanceName, NewCallbackRecord, OnRepeat, SecretText,
    WorkError, Worked,
};
use secrecy::SecretString;
use storage::{Access, CallbackState, CallbackStateName, Database, KeyRing, Options, Transaction};
use test_database::TestDatabase;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

pub(crate) const TYPE: &str = "auths.loginTypes.TestType";
/// Longest wait of a test for what must come: it only ends tests that would hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A database with a clock that stands still.
pub(crate) struct World {
    place: TestDatabase,
    pub(crate) clock: ManualClock,
    pub(crate) database: Database,
    pub(crate) records: Records,
    /// How long anybody slept that asked this clock for it.
    pub(crate) sleeps: mpsc::UnboundedReceiver<Duration>,
    told: Arc<ToldClock>,
}

impl World {
    pub(crate) async fn new() -> Self {
        let place = TestDatabase::new().await;
        migrations::up(place.url()).await.unwrap();
        let clock = ManualClock::new(Timestamp::from_secs(1_000_000));
        let (sender, sleeps) = mpsc::unbounded_channel();
        let told = Arc::new(ToldClock { clock: clock.clone(), sleeps: sender });
        let database = open(place.url(), "k1", Duration::from_millis(1), &told).await;
        let records = Records::new(database.clone(), told.clone());
        Self { place, clock, database, records, sleeps, told }
    }

    /// This database as another process has it, with this key.
    pub(crate) async fn reopen(&self, key: &str) -> Records {
        let database = open(self.place.url(), key, Options::default().patience, &self.told).await;
        Records::new(database, self.told.clone())
    }

    /// Keeps everybody else from writing.
    pub(crate) async fn lock(&self) -> Transaction {
        open(self.place.url(), "k1", Duration::from_millis(1), &self.told).await.begin().await.unwrap()
    }

    /// Has SQLite refuse these changes, in the words of a trigger.
    pub(crate) async fn refuse(&self, changes: &str) {
        self.place
            .execute(&format!("CREATE TRIGGER refuse BEFORE {changes} BEGIN SELECT RAISE(ABORT, 'no'); END"))
            .await;
    }

    /// Commits a record about this company, or about none.
    pub(crate) async fn add(&self, corp: Option<&str>, event_secs: i64) -> i64 {
        match self.records.add(record(corp, event_secs)).await.unwrap() {
            Added::New(id) => id,
            other => panic!("{other:?}"),
        }
    }

    /// Commits records at once, as many as make a burst.
    pub(crate) async fn add_burst(&self, records: impl IntoIterator<Item = NewCallbackRecord>) {
        let added = join_all(records.into_iter().map(|record| self.records.add(record))).await;
        assert!(added.iter().all(|added| matches!(added, Ok(Added::Later))), "{added:?}");
    }

    /// Tells the event of such a record once more, which may have happened again.
    pub(crate) async fn add_again(&self, corp: Option<&str>, event_secs: i64) -> Added {
        let again = NewCallbackRecord { on_repeat: OnRepeat::WorkedAgain, ..record(corp, event_secs) };
        self.records.add(again).await.unwrap()
    }

    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) async fn state(&self, id: i64) -> CallbackState {
        self.database.callback_records().lookup(id).await.unwrap().unwrap().state
    }

    pub(crate) async fn state_name(&self, id: i64) -> CallbackStateName {
        self.state(id).await.name()
    }

    /// A worker over this database whose work the test answers for.
    pub(crate) fn start(&self) -> Desk {
        self.start_with(8)
    }

    pub(crate) fn start_with(&self, lanes: usize) -> Desk {
        Desk::new(self.records.clone(), lanes, 1)
    }

    /// Lets the worker's tasks come as far as they come without time passing: many times round the scheduler and the
    /// database.
    pub(crate) async fn settle(&self) {
        for _ in 0..20 {
            self.database.callback_records().counts().await.unwrap();
            tokio::task::yield_now().await;
        }
    }
}

/// A worker that runs, its work and its outcomes.
pub(crate) struct Desk {
    asked: mpsc::UnboundedReceiver<Asked>,
    sorted: mpsc::UnboundedReceiver<storage::NewOrRepeat>,
    ended: mpsc::UnboundedReceiver<(String, Outcome)>,
    pub(crate) stop: CancellationToken,
    pub(crate) worker: JoinHandle<()>,
}

impl Desk {
    pub(crate) fn new(records: Records, lanes: usize, seed: u64) -> Self {
        let (asks, asked) = mpsc::unbounded_channel();
        let (sorts, sorted) = mpsc::unbounded_channel();
        let (ends, ended) = mpsc::unbounded_channel();
        let worker = Worker::new(records, Arc::new(Script(asks)), Arc::new(SeededEntropy::new(seed)))
            .with_lanes(lanes)
            .with_observer(Told { sorts, ends });
        let stop = CancellationToken::new();
        let worker = tokio::spawn(worker.run(stop.clone()));
        Self { asked, sorted, ended, stop, worker }
    }

    /// The outcome of the next callback that had come in a burst.
    pub(crate) async fn sorted_in(&mut self) -> storage::NewOrRepeat {
        timeout(PATIENCE, self.sorted.recv()).await.expect("a callback is sorted in").unwrap()
    }

    /// The next work that the worker asks for.
    pub(crate) async fn asked(&mut self) -> Asked {
        timeout(PATIENCE, self.asked.recv()).await.expect("the worker asks for work").unwrap()
    }

    /// Checks that it does not ask for any, as far as it can come without time passing.
    pub(crate) async fn idle(&mut self, world: &World) {
        world.settle().await;
        if let Ok(asked) = self.asked.try_recv() {
            panic!("asked for record {}", asked.record.id);
        }
    }

    /// How the next try ended.
    pub(crate) async fn ended(&mut self) -> Outcome {
        timeout(PATIENCE, self.ended.recv()).await.expect("a try ends").unwrap().1
    }

    /// Answers the next work so and waits until that is committed.
    pub(crate) async fn answer(&mut self, answer: Result<Worked, WorkError>) -> (i64, Outcome) {
        let asked = self.asked().await;
        let id = asked.record.id;
        asked.answer(answer);
        (id, self.ended().await)
    }

    pub(crate) async fn stopped(self) {
        self.stop.cancel();
        timeout(PATIENCE, self.worker).await.expect("the worker stops").unwrap();
    }
}

/// Tells the test what the worker tells.
struct Told {
    sorts: mpsc::UnboundedSender<storage::NewOrRepeat>,
    ends: mpsc::UnboundedSender<(String, Outcome)>,
}

impl Observer for Told {
    fn sorted_in(&self, _event_type: &str, added: storage::NewOrRepeat) {
        let _ = self.sorts.send(added);
    }

    fn ended(&self, event_type: &str, outcome: Outcome) {
        let _ = self.ends.send((event_type.to_owned(), outcome));
    }
}

/// A piece of work that waits for its answer.
pub(crate) struct Asked {
    pub(crate) login_type: String,
    pub(crate) record: CallbackRecord,
    answer: oneshot::Sender<Answer>,
}

enum Answer {
    Worked(Result<Worked, WorkError>),
    Panic,
}

impl Asked {
    pub(crate) fn answer(self, answer: Result<Worked, WorkError>) {
        let _ = self.answer.send(Answer::Worked(answer));
    }

    /// The work panics.
    pub(crate) fn panic(self) {
        let _ = self.answer.send(Answer::Panic);
    }

    /// Waits until nobody waits for the answer any more.
    pub(crate) async fn dropped(mut self) {
        timeout(PATIENCE, self.answer.closed()).await.expect("the work is dropped");
    }
}

#[expect(clippy::unnecessary_wraps, reason = "an answer like the others")]
pub(crate) fn done() -> Result<Worked, WorkError> {
    Ok(Worked::default())
}

pub(crate) fn retry(message: &str) -> Result<Worked, WorkError> {
    Err(WorkError::retry(message))
}

pub(crate) fn waiting(message: &str) -> Result<Worked, WorkError> {
    Err(WorkError::waiting(message))
}

struct Script(mpsc::UnboundedSender<Asked>);

#[async_trait]
impl Work for Script {
    async fn work(&self, login_type: &str, record: &CallbackRecord) -> Result<Worked, WorkError> {
        let (sender, answer) = oneshot::channel();
        let asked = Asked { login_type: login_type.to_owned(), record: record.clone(), answer: sender };
        let _ = self.0.send(asked);
        match answer.await {
            Ok(Answer::Worked(worked)) => worked,
            Ok(Answer::Panic) => panic!("as the test wishes"),
            // The test has lost interest.
            Err(_) => std::future::pending().await,
        }
    }
}

/// A clock that tells the test who sleeps on it.
#[derive(Debug)]
struct ToldClock {
    clock: ManualClock,
    sleeps: mpsc::UnboundedSender<Duration>,
}

#[async_trait]
impl Clock for ToldClock {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn sleep(&self, duration: Duration) {
        let _ = self.sleeps.send(duration);
        self.clock.sleep(duration).await;
    }
}

/// Answers all work at once, and notes for which records.
#[derive(Clone, Default)]
pub(crate) struct Diligent(Arc<Mutex<Vec<i64>>>);

impl Diligent {
    pub(crate) fn worked(&self) -> Vec<i64> {
        let mut worked = self.0.lock().unwrap().clone();
        worked.sort_unstable();
        worked
    }
}

#[async_trait]
impl Work for Diligent {
    async fn work(&self, _login_type: &str, record: &CallbackRecord) -> Result<Worked, WorkError> {
        self.0.lock().unwrap().push(record.id);
        tokio::task::yield_now().await;
        done()
    }
}

pub(crate) fn record(corp: Option<&str>, event_secs: i64) -> NewCallbackRecord {
    NewCallbackRecord {
        login_type: TYPE,
        instance: InstanceName { app: "org.app".parse().unwrap(), element: "auths.Test".parse().unwrap() },
        realm: "suite".to_owned(),
        corp_id: corp.map(str::to_owned),
        event_type: "create_auth".to_owned(),
        event_time: Timestamp::from_secs(event_secs),
        dedup_key: format!("{corp:?} {event_secs}"),
        payload: SecretText::new("message"),
        initial: InitialState::Pending,
        on_repeat: OnRepeat::LeftAlone,
        request_id: None,
    }
}

/// Opens the database; whoever finds something locked by another process gives up after `patience`.
async fn open(url: &str, key: &str, patience: Duration, clock: &Arc<ToldClock>) -> Database {
    let keys = KeyRing::new(key, [(key, SecretString::from(STANDARD.encode([1; 32])))]).unwrap();
    let options = Options { patience, ..Options::default() };
    Database::open(url, options, keys, clock.clone(), Arc::new(clock::OsEntropy)).await.unwrap()
}
