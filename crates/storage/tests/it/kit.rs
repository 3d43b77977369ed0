//! A database on a temporary file with a clock that stands still, and what the tests put in.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use clock::{Clock as _, ManualClock, OsEntropy, Timestamp};
use secrecy::SecretString;
use storage::{
    Access, Database, KeyRing, LoginOrigin, MemberKey, NewCallbackRecord, Options, PendingLogin, Session, StorageError,
    StoredProfile, User, wecom::CorpGrant,
};
use test_database::TestDatabase;
use wecom_types::{CorpId, SuiteId};

pub(crate) struct Kit {
    pub(crate) place: TestDatabase,
    pub(crate) clock: ManualClock,
    pub(crate) database: Database,
}

impl Kit {
    pub(crate) async fn new() -> Self {
        let place = TestDatabase::new().await;
        migrations::up(place.url()).await.unwrap();
        let clock = ManualClock::new(at(1_000_000));
        let database = open(place.url(), ring("k1", &[("k1", 1)]), &clock).await;
        Self { place, clock, database }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// This database under another key ring.
    pub(crate) async fn reopen(&self, keys: KeyRing) -> Database {
        open(self.place.url(), keys, &self.clock).await
    }

    /// This database over a single connection.
    pub(crate) async fn one_connection(&self) -> Database {
        let options = Options { max_connections: 1, ..Options::default() };
        open_at(self.place.url(), options, ring("k1", &[("k1", 1)]), &self.clock).await.unwrap()
    }

    pub(crate) async fn user(&self, member: &str) -> User {
        let profile = StoredProfile::default();
        self.database.bindings().find_or_create("type", "corp", member, &profile).await.unwrap().0
    }

    /// A session of this member that lasts an hour.
    pub(crate) async fn session(&self, id: &str, member: &str) -> Session {
        let session = Session {
            id: id.to_owned(),
            user_id: self.user(member).await.id,
            origin: LoginOrigin {
                app: "org.app".to_owned(),
                instance: "auths.Temp".to_owned(),
                member: MemberKey {
                    login_type: "type".to_owned(),
                    realm: "suite".to_owned(),
                    corp_id: "corp".to_owned(),
                    subject: member.to_owned(),
                },
            },
            platform: "app".to_owned(),
            browser_hash: None,
            created_at: self.now(),
            expires_at: self.now() + Duration::from_hours(1),
            revoked_at: None,
            revoke_reason: None,
            continues: None,
        };
        self.database.sessions().add(&session).await.unwrap();
        session
    }
}

async fn open(url: &str, keys: KeyRing, clock: &ManualClock) -> Database {
    open_at(url, Options::default(), keys, clock).await.unwrap()
}

/// Opens the database at a URL, or says why that is refused.
pub(crate) async fn open_at(
    url: &str,
    options: Options,
    keys: KeyRing,
    clock: &ManualClock,
) -> Result<Database, StorageError> {
    Database::open(url, options, keys, Arc::new(clock.clone()), Arc::new(OsEntropy)).await
}

pub(crate) fn ring(active: &str, keys: &[(&str, u8)]) -> KeyRing {
    let keys = keys.iter().map(|(id, byte)| (*id, SecretString::from(STANDARD.encode([*byte; 32]))));
    KeyRing::new(active, keys).unwrap()
}

pub(crate) fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(secs)
}

pub(crate) fn suite(id: &str) -> SuiteId {
    SuiteId::try_from(id).unwrap()
}

pub(crate) fn corp(id: &str) -> CorpId {
    CorpId::try_from(id).unwrap()
}

/// A grant of suite `suite` by company `corp`.
pub(crate) fn grant(code: &str, event_secs: i64) -> CorpGrant {
    CorpGrant {
        suite_id: suite("suite"),
        corp_id: corp("corp"),
        corp_name: None,
        permanent_code: code.parse().unwrap(),
        grant_key: format!("hash of the auth code at {event_secs}"),
        state: None,
        event_time: at(event_secs),
    }
}

/// A login that was begun on a page in this moment, and keeps nothing.
pub(crate) fn attempt(kit: &Kit, state_hash: &str) -> PendingLogin {
    PendingLogin {
        home_cookie_hash: None,
        state_hash: state_hash.to_owned(),
        cookie_hash: "cookie".to_owned(),
        app: "org.app".to_owned(),
        instance: "auths.Temp".to_owned(),
        corp_id: "corp".to_owned(),
        way: "qr".to_owned(),
        authorization: None,
        redirect_uri: Some("https://login.example/callback".to_owned()),
        kept: None,
        created_at: kit.now(),
        expires_at: kit.now() + Duration::from_mins(1),
    }
}

/// A record of realm `suite` that waits for its work.
pub(crate) fn record(dedup_key: &str, event_secs: i64) -> NewCallbackRecord {
    NewCallbackRecord {
        login_type: "type".to_owned(),
        app: "org.app".to_owned(),
        instance: "auths.Temp".to_owned(),
        realm: "suite".to_owned(),
        corp_id: Some("corp".to_owned()),
        event_type: "create_auth".to_owned(),
        event_time: at(event_secs),
        received_at: at(1_000_000),
        dedup_key: dedup_key.to_owned(),
        payload: SecretString::from(format!("message {dedup_key}")),
        is_done: false,
        is_worked_again: false,
        request_id: None,
    }
}

/// Runs `call` in `count` tasks at once and gives what they answered.
pub(crate) async fn at_once<F, T>(count: usize, call: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = (0..count).map(|number| tokio::spawn(call(number))).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
