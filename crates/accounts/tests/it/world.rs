//! The start of every test: a fresh database, a clock that stands still, one company with its members.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{sync::Arc, time::Duration};

use accounts::{AccountsError, Asked, LocalAccounts, NewToken, Settings};
use async_trait::async_trait;
use clock::{Clock as _, ManualClock, OsEntropy, Timestamp};
use element_model::{AdminScope, AppId};
use login_type::{
    Accounts as _, Added, Admission, CallError, CallbackRecords, Caller, Corp, ErrorKind, Grant, Host, InstanceName,
    Login, NewCallbackRecord, Platform, Recognised, Revocation, Standing, Subject,
};
use secrecy::SecretString;
use storage::{Database, KeyRing, Options};
use test_database::TestDatabase;

/// When every world begins.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_800_000_000);
pub(crate) const LOGIN_TYPE: &str = "auths.loginTypes.QywxProxyType";
pub(crate) const APP: &str = "acme.portal";
pub(crate) const INSTANCE: &str = "auths.QywxProxyTemp";
pub(crate) const CORP: &str = "wpFirstCorp";
pub(crate) const PUBLIC_URL: &str = "https://login.example.com";
pub(crate) const ISSUER: &str = "https://login.example.com/acme/portal";
pub(crate) const SUITE: &str = "dkSuite";

pub(crate) struct World {
    pub(crate) place: TestDatabase,
    pub(crate) db: Database,
    pub(crate) clock: ManualClock,
    pub(crate) accounts: LocalAccounts,
}

impl World {
    pub(crate) async fn new() -> Self {
        let place = TestDatabase::new().await;
        migrations::up(place.url()).await.unwrap();
        let clock = ManualClock::new(START);
        let db = open(place.url(), &clock).await;
        let accounts = accounts_over(&db, &clock);
        Self { place, db, clock, accounts }
    }

    /// An administrator's token that does not expire.
    pub(crate) async fn lasting_token(&self, name: &str) -> String {
        let created = self.accounts.create_token(&self.db, &NewToken::new(name, None)).await.unwrap();
        created.token.expose_secret().to_owned()
    }

    /// The accounts as another process on the same database has them: with connections of its own and nothing cached.
    pub(crate) async fn another_process(&self) -> LocalAccounts {
        self.process_with(&self.clock).await
    }

    /// The accounts as a process whose clock is another one has them.
    pub(crate) async fn process_with(&self, clock: &ManualClock) -> LocalAccounts {
        accounts_over(&open(self.place.url(), clock).await, clock)
    }

    /// The accounts as a process has them that waits for nobody.
    pub(crate) async fn impatient_process(&self) -> LocalAccounts {
        let options = Options { patience: Duration::from_millis(50), ..Options::default() };
        accounts_over(&open_with(self.place.url(), &self.clock, options).await, &self.clock)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn pass(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }

    /// All that lies in the database.
    pub(crate) async fn contents(&self) -> Vec<u8> {
        self.place.contents().await
    }

    /// A finished login of this member.
    pub(crate) async fn login(&self, member: &str) -> Login {
        self.accounts.login(&grant_at(member, self.now()), Platform::App).await.unwrap()
    }

    /// A login code for this member.
    pub(crate) async fn login_code(&self, member: &str) -> String {
        self.accounts.issue_login_code(&grant(member)).await.unwrap().login_code.expose_secret().to_owned()
    }

    /// The server's services, with every instance there and switched on.
    pub(crate) fn host(&self) -> Host {
        host(&self.accounts, Everything)
    }

    /// The answer to the bearer of this text.
    pub(crate) async fn authenticate(&self, bearer: &str) -> Result<Caller, ErrorKind> {
        self.accounts.authenticate(&self.host(), bearer, ASKED).await.map_err(|error| error.answer().kind())
    }
}

async fn open(url: &str, clock: &ManualClock) -> Database {
    open_with(url, clock, Options::default()).await
}

async fn open_with(url: &str, clock: &ManualClock, options: Options) -> Database {
    let key = SecretString::from("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    let ring = KeyRing::new("k1", [("k1".to_owned(), key)]).unwrap();
    Database::open(url, options, ring, Arc::new(clock.clone()), Arc::new(OsEntropy)).await.unwrap()
}

fn accounts_over(db: &Database, clock: &ManualClock) -> LocalAccounts {
    LocalAccounts::new(db.clone(), Arc::new(clock.clone()), Arc::new(OsEntropy), Settings::new(PUBLIC_URL))
}

/// The scope of an administrator's token that is not limited.
pub(crate) const ASKED: Asked<'static> = Asked { app: None, scope: AdminScope::Edit };

/// The records that nobody asks for.
struct NoRecords;

#[async_trait]
impl CallbackRecords for NoRecords {
    async fn add(&self, _record: NewCallbackRecord) -> Result<Added, CallError> {
        Err(CallError::internal("no records here"))
    }

    async fn retry(&self, _app: &AppId, _id: i64) -> Result<(), CallError> {
        Err(CallError::internal("no records here"))
    }

    async fn wake_waiting(&self, _login_type: &'static str, _realm: &str) -> Result<(), CallError> {
        Err(CallError::internal("no records here"))
    }

    fn kept_since(&self) -> Timestamp {
        Timestamp::from_millis(i64::MIN)
    }
}

/// The services of a server whose instances are these.
pub(crate) fn host(accounts: &LocalAccounts, admission: impl Admission + 'static) -> Host {
    let any = element_type::Host::new(Arc::new(ManualClock::new(START)), Arc::new(OsEntropy));
    Host::new(any, Arc::new(accounts.clone()), Arc::new(NoRecords), Arc::new(admission))
}

/// Every instance is there and switched on.
pub(crate) struct Everything;

impl Admission for Everything {
    fn standing(&self, _login: &Recognised<'_>) -> Standing {
        Standing::Open
    }

    fn login_type_of(&self, _instance: &InstanceName) -> Option<&'static str> {
        None
    }
}

/// An app's id.
pub(crate) fn app(id: &str) -> AppId {
    id.parse().unwrap()
}

/// Everybody of the company, or one member, as of the world's first moment.
pub(crate) fn revocation(member: Option<&str>) -> Revocation {
    let everybody = Revocation::new(LOGIN_TYPE, SUITE, CORP, START);
    match member {
        Some(member) => everybody.only(member),
        None => everybody,
    }
}

pub(crate) fn subject(member: &str) -> Subject {
    Subject { login_type: LOGIN_TYPE, corp_id: CORP.to_owned(), id: member.to_owned() }
}

/// The login type's findings about a member of whom only the id is known.
pub(crate) fn grant(member: &str) -> Grant {
    grant_at(member, START)
}

/// A login at another moment than the world's first one.
pub(crate) fn grant_at(member: &str, recognised_at: Timestamp) -> Grant {
    let instance = InstanceName { app: APP.parse().unwrap(), element: INSTANCE.parse().unwrap() };
    let corp = Corp { corp_id: CORP.to_owned(), corp_name: "First Corp".to_owned() };
    Grant::new(subject(member), instance, SUITE, recognised_at).with_corps(vec![corp])
}

/// `count` calls over four processes, all at once; what each came to.
pub(crate) async fn at_once<T, F>(world: &World, count: usize, call: impl Fn(LocalAccounts) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut processes = Vec::new();
    for _ in 0..4 {
        processes.push(world.another_process().await);
    }
    let tasks = (0..count).map(|n| tokio::spawn(call(processes[n % processes.len()].clone()))).collect::<Vec<_>>();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

/// The kind of the answer that was given instead.
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, AccountsError>) -> ErrorKind {
    CallError::from(result.unwrap_err()).kind()
}
