//! A client with all it needs: a stub of WeCom, a clock that sleeps at once, credentials and a store in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, atomic::AtomicBool, atomic::Ordering},
    time::Duration,
};

use async_trait::async_trait;
use clock::{Clock, ManualClock, Timestamp};
use secrecy::ExposeSecret;
use serde_json::json;
use url::Url;
use wecom_client::{
    ApiClient, BoxError, CorpCredential, CredentialSource, Endpoints, Identity, ProviderCredential, StoredToken,
    SuiteCredential, Timeouts, TokenKey, TokenStore, Wecom,
};
use wecom_types::{CorpId, OauthCode, SuiteId, UserId};

use crate::stub::{Reply, Stub};

/// More than any answer takes that does come.
const PATIENCE: Duration = Duration::from_mins(1);

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

    /// Another client over the same store, as after a restart.
    pub(crate) fn restarted(&self) -> Wecom {
        self.client_of(self.stub.url.as_str())
    }

    /// Another client, of the WeCom at `url`.
    pub(crate) fn client_of(&self, url: &str) -> Wecom {
        client(url.parse().unwrap(), &self.clock, &self.source, &self.store, PATIENCE)
    }

    /// Logs in with a code and says who it is.
    pub(crate) async fn log_in(&self) -> Result<String, wecom_client::Error> {
        self.wecom.getuserinfo(&suite(), &corp(), &OauthCode::try_from(OAUTH_CODE).unwrap()).await.map(|identity| {
            let Identity::Member { userid, .. } = identity else { panic!("an outsider") };
            userid.to_string()
        })
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

fn client(api_url: Url, clock: &ManualClock, source: &Arc<Source>, store: &Arc<Store>, request: Duration) -> Wecom {
    let endpoints = Endpoints { api_url, ..Endpoints::default() };
    let api = ApiClient::new(endpoints, Timeouts { request, ..Timeouts::default() }).unwrap();
    let clock = Arc::new(SleeplessClock(clock.clone()));
    Wecom::new(api, Arc::<Source>::clone(source), Arc::<Store>::clone(store), clock)
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

/// Whoever sleeps on it moves it on and goes on at once.
#[derive(Debug)]
struct SleeplessClock(ManualClock);

#[async_trait]
impl Clock for SleeplessClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.advance(duration);
    }
}

/// Credentials in memory.
pub(crate) struct Source {
    pub(crate) tickets: Mutex<Vec<&'static str>>,
    pub(crate) code_version: Mutex<i64>,
    pub(crate) authorised: AtomicBool,
}

impl Default for Source {
    fn default() -> Self {
        Self { tickets: Mutex::new(vec!["ticket-1"]), code_version: Mutex::new(1), authorised: AtomicBool::new(true) }
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

    async fn corp(&self, _suite: &SuiteId, _corp: &CorpId) -> Result<Option<CorpCredential>, BoxError> {
        let credential = CorpCredential {
            permanent_code: PERMANENT_CODE.parse()?,
            code_version: *self.code_version.lock().unwrap(),
        };
        Ok(self.authorised.load(Ordering::Relaxed).then_some(credential))
    }

    async fn provider(&self, _suite: &SuiteId) -> Result<Option<ProviderCredential>, BoxError> {
        Ok(Some(ProviderCredential { corp_id: "wwProvider".parse()?, secret: "provider-secret".parse()? }))
    }
}

/// A store in memory.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) tokens: Mutex<HashMap<String, StoredToken>>,
    pub(crate) broken: AtomicBool,
    /// Removes nothing.
    pub(crate) stubborn: AtomicBool,
}

impl Store {
    fn check(&self) -> Result<(), BoxError> {
        if self.broken.load(Ordering::Relaxed) { Err("the store is broken".into()) } else { Ok(()) }
    }
}

#[async_trait]
impl TokenStore for Store {
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        self.check()?;
        Ok(self.tokens.lock().unwrap().get(&key.to_string()).cloned())
    }

    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        self.check()?;
        self.tokens.lock().unwrap().insert(key.to_string(), token.clone());
        Ok(())
    }

    async fn remove(&self, key: &TokenKey, failed: &StoredToken) -> Result<(), BoxError> {
        self.check()?;
        if self.stubborn.load(Ordering::Relaxed) {
            return Err("the store removes nothing".into());
        }
        let mut tokens = self.tokens.lock().unwrap();
        if tokens.get(&key.to_string()).is_some_and(|token| token.is_same(failed)) {
            tokens.remove(&key.to_string());
        }
        Ok(())
    }
}
