//! A client with all it needs: a stub of WeCom, a clock that sleeps at once, credentials and a store in memory.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use clock::{Clock, ManualClock, SharedClock, SystemClock, Timestamp};
use secrecy::ExposeSecret;
use serde_json::json;
use url::Url;
use wecom_client::{
    ApiClient, BoxError, CorpCredential, CredentialSource, Endpoints, Error, Identity, Lease, ProviderCredential,
    SelfBuiltWecom, StoredToken, SuiteCredential, Timeouts, TokenKey, TokenStore, Wecom,
};
use wecom_types::{CorpId, OauthCode, SuiteId, UserId};

use crate::stub::{Reply, Stub};

/// More than any answer takes that does come.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
pub(crate) const PERMANENT_CODE: &str = "permanent-code-of-wpA";
pub(crate) const OAUTH_CODE: &str = "oauth-code-of-woA";

pub(crate) struct World {
    pub(crate) stub: Stub,
    pub(crate) clock: ManualClock,
    pub(crate) source: Arc<Source>,
    pub(crate) store: Arc<Store>,
    pub(crate) wecom: Wecom,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with_timeout(PATIENCE).await
    }

    /// A world in which something will be answered like this: only who gets no answer must not wait long.
    pub(crate) async fn that_replies(reply: &Reply) -> Self {
        let hangs = matches!(reply, Reply::Hang);
        Self::with_timeout(if hangs { Duration::from_secs(1) } else { PATIENCE }).await
    }

    async fn with_timeout(request: Duration) -> Self {
        let stub = Stub::start().await;
        stub.on("gettoken", |n, asked| token("access_token", &format!("app-token-{}-{n}", asked.query["corpid"])));
        stub.on("service/get_suite_token", |n, _| token("suite_access_token", &format!("suite-token-{n}")));
        stub.on("service/get_provider_token", |n, _| token("provider_access_token", &format!("provider-token-{n}")));
        stub.on("auth/getuserinfo", |_, _| Reply::Json(json!({ "errcode": 0, "errmsg": "ok", "userid": "woA" })));
        stub.on("user/get", |_, _| Reply::Json(json!({ "errcode": 0, "userid": "woA", "department": [1, 2] })));
        let clock = ManualClock::new(NOW);
        let (source, store) = (Arc::new(Source::default()), Arc::new(Store::default()));
        let wecom = client(stub.url.clone(), &clock, &source, &store, request);
        Self { stub, clock, source, store, wecom }
    }

    /// Another client over the same store, as after a restart or in another process.
    pub(crate) fn another(&self) -> Wecom {
        self.client_of(self.stub.url.as_str())
    }

    /// A client for companies' own apps over the same store.
    pub(crate) fn self_built(&self) -> SelfBuiltWecom {
        let endpoints = Endpoints { api_url: self.stub.url.clone(), ..Endpoints::default() };
        let api = ApiClient::new(endpoints, Timeouts { request: PATIENCE, ..Timeouts::default() }).unwrap();
        let clock = Arc::new(SleeplessClock(self.clock.clone()));
        SelfBuiltWecom::new(api, Arc::new(self.store.of_a_process()), clock)
    }

    /// Another client, of the WeCom at `url`.
    pub(crate) fn client_of(&self, url: &str) -> Wecom {
        client(url.parse().unwrap(), &self.clock, &self.source, &self.store, PATIENCE)
    }

    /// Another client over the same store, whose clock is the machine's: for what waits for another process.
    pub(crate) fn on_the_machines_clock(&self) -> Wecom {
        client_on(Arc::new(SystemClock), self.stub.url.clone(), &self.source, &self.store, PATIENCE)
    }

    /// Logs in with a code and says who it is.
    pub(crate) async fn log_in(&self) -> Result<String, Error> {
        log_in(&self.wecom).await
    }

    /// Reads a member, which may be repeated.
    pub(crate) async fn read_member(&self) -> Result<(), wecom_client::Error> {
        self.wecom.user_get(&suite(), &corp(), &UserId::try_from("woA").unwrap()).await.map(drop)
    }

    /// The app's token, as the client would use it.
    pub(crate) async fn app_token(&self) -> String {
        self.wecom.app_token(&suite(), &corp()).await.unwrap().value.expose_secret().to_owned()
    }
}

/// Logs in with a code at one of several clients.
pub(crate) async fn log_in(wecom: &Wecom) -> Result<String, Error> {
    wecom.getuserinfo(&suite(), &corp(), &OauthCode::try_from(OAUTH_CODE).unwrap()).await.map(|identity| {
        let Identity::Member { userid, .. } = identity else { panic!("an outsider") };
        userid.to_string()
    })
}

/// The app's token, as one of several clients would use it.
pub(crate) async fn app_token(wecom: &Wecom) -> Result<String, Error> {
    wecom.app_token(&suite(), &corp()).await.map(|token| token.value.expose_secret().to_owned())
}

fn client(api_url: Url, clock: &ManualClock, source: &Arc<Source>, store: &Arc<Store>, request: Duration) -> Wecom {
    client_on(Arc::new(SleeplessClock(clock.clone())), api_url, source, store, request)
}

fn client_on(clock: SharedClock, api_url: Url, source: &Arc<Source>, store: &Arc<Store>, request: Duration) -> Wecom {
    let endpoints = Endpoints { api_url, ..Endpoints::default() };
    let api = ApiClient::new(endpoints, Timeouts { request, ..Timeouts::default() }).unwrap();
    Wecom::new(api, Arc::<Source>::clone(source), Arc::new(store.of_a_process()), clock)
}

pub(crate) fn suite() -> SuiteId {
    SuiteId::try_from("dkSuite").unwrap()
}

pub(crate) fn corp() -> CorpId {
    CorpId::try_from("wpA").unwrap()
}

pub(crate) fn token(field: &str, value: &str) -> Reply {
    Reply::Json(json!({ field: value, "expires_in": 7200 }))
}

/// A short pause on it moves it on and ends at once; longer sleeps wait until it is moved.
#[derive(Debug)]
struct SleeplessClock(ManualClock);

/// Longer than any pause before a call is sent again, shorter than the time between two renewals of a lease.
const SHORT: Duration = Duration::from_secs(4);

#[async_trait]
impl Clock for SleeplessClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        if duration > SHORT {
            return self.0.sleep(duration).await;
        }
        self.0.advance(duration);
        // The tasks that waited for this moment have their turn.
        tokio::task::yield_now().await;
    }
}

/// Credentials in memory.
pub(crate) struct Source {
    pub(crate) tickets: Mutex<Vec<&'static str>>,
    pub(crate) code_version: Mutex<i64>,
    pub(crate) authorised: AtomicBool,
    /// Which permanent code WeCom refused, and with which error code.
    pub(crate) refused: Mutex<Option<(i64, i64)>>,
    /// Does not hear that a permanent code was refused.
    pub(crate) deaf: AtomicBool,
}

impl Default for Source {
    fn default() -> Self {
        Self {
            tickets: Mutex::new(vec!["ticket-1"]),
            code_version: Mutex::new(1),
            authorised: AtomicBool::new(true),
            refused: Mutex::default(),
            deaf: AtomicBool::default(),
        }
    }
}

#[async_trait]
impl CredentialSource for Source {
    /// Gives each ticket once and the last one for ever.
    async fn suite(&self, _suite: &SuiteId) -> Result<SuiteCredential, BoxError> {
        let mut tickets = self.tickets.lock().unwrap();
        let ticket = if tickets.len() > 1 { Some(tickets.remove(0)) } else { tickets.first().copied() };
        Ok(SuiteCredential { secret: "suite-secret".parse()?, ticket: ticket.map(str::parse).transpose()? })
    }

    async fn corp(&self, _suite: &SuiteId, corp: &CorpId) -> Result<Option<CorpCredential>, BoxError> {
        let code_version = *self.code_version.lock().unwrap();
        let refused = *self.refused.lock().unwrap();
        let refused = refused.filter(|(version, _)| *version == code_version && *corp == self::corp());
        let credential = CorpCredential {
            permanent_code: PERMANENT_CODE.parse()?,
            code_version,
            refused: refused.map(|(_, errcode)| errcode),
        };
        Ok(self.authorised.load(Ordering::Relaxed).then_some(credential))
    }

    async fn refused(
        &self,
        _suite: &SuiteId,
        _corp: &CorpId,
        code_version: i64,
        errcode: i64,
        _asked_at: Timestamp,
    ) -> Result<(), BoxError> {
        if self.deaf.load(Ordering::Relaxed) {
            return Err("the source hears nothing".into());
        }
        *self.refused.lock().unwrap() = Some((code_version, errcode));
        Ok(())
    }

    async fn provider(&self, _suite: &SuiteId) -> Result<Option<ProviderCredential>, BoxError> {
        Ok(Some(ProviderCredential { corp_id: "wwProvider".parse()?, secret: "provider-secret".parse()? }))
    }
}

/// A store in memory, which several processes may share.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) tokens: Mutex<HashMap<String, StoredToken>>,
    /// The holder of the lease, and its end.
    pub(crate) leases: Mutex<HashMap<String, (usize, Timestamp)>>,
    /// How often it was asked for anything.
    pub(crate) asked: AtomicUsize,
    /// How often it was to remove a token.
    pub(crate) removals: AtomicUsize,
    pub(crate) broken: AtomicBool,
    /// Takes everything and keeps nothing.
    pub(crate) forgetful: AtomicBool,
    /// Removes nothing.
    pub(crate) stubborn: AtomicBool,
    /// The token that another process saves just before a lease is granted.
    pub(crate) quicker: Mutex<Option<StoredToken>>,
    processes: AtomicUsize,
}

/// The store as one process has it.
struct OfProcess(Arc<Store>, usize);

impl Store {
    fn of_a_process(self: &Arc<Self>) -> impl TokenStore + use<> {
        OfProcess(Arc::clone(self), self.processes.fetch_add(1, Ordering::Relaxed))
    }

    fn check(&self) -> Result<(), BoxError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.broken.load(Ordering::Relaxed) { Err("the store is broken".into()) } else { Ok(()) }
    }
}

#[async_trait]
impl TokenStore for OfProcess {
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        self.0.check()?;
        Ok(self.0.tokens.lock().unwrap().get(&key.to_string()).cloned())
    }

    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        self.0.check()?;
        if !self.0.forgetful.load(Ordering::Relaxed) {
            self.0.tokens.lock().unwrap().insert(key.to_string(), token.clone());
        }
        Ok(())
    }

    async fn remove(&self, key: &TokenKey, failed: &StoredToken) -> Result<(), BoxError> {
        self.0.check()?;
        self.0.removals.fetch_add(1, Ordering::Relaxed);
        if self.0.stubborn.load(Ordering::Relaxed) {
            return Err("the store removes nothing".into());
        }
        let mut tokens = self.0.tokens.lock().unwrap();
        if tokens.get(&key.to_string()).is_some_and(|token| token.is_same(failed)) {
            tokens.remove(&key.to_string());
        }
        Ok(())
    }

    async fn lease(&self, key: &TokenKey, until: Timestamp, now: Timestamp) -> Result<Lease, BoxError> {
        self.0.check()?;
        let mut leases = self.0.leases.lock().unwrap();
        let (owner, end) = leases.entry(key.to_string()).or_insert((self.1, until));
        if *owner != self.1 && *end > now {
            return Ok(Lease::Held);
        }
        (*owner, *end) = (self.1, until);
        if let Some(token) = self.0.quicker.lock().unwrap().take() {
            self.0.tokens.lock().unwrap().insert(key.to_string(), token);
        }
        Ok(Lease::Granted)
    }

    async fn release(&self, key: &TokenKey) -> Result<(), BoxError> {
        self.0.check()?;
        let mut leases = self.0.leases.lock().unwrap();
        if leases.get(&key.to_string()).is_some_and(|(owner, _)| *owner == self.1) {
            leases.remove(&key.to_string());
        }
        Ok(())
    }
}
