//! `ClientKeys`: the public keys that clients publish at an address of their own (`jwksUri`).
//!
//! Anybody may name a key that nobody has. Such a question makes the server look at the address again at most once in a
//! while, keeps nobody waiting whose key is known, and ends though nobody waits for its answer any more: so the keys are
//! never older than that while somebody asks for others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use clock::{SharedClock, Timestamp};
use error_chain::ErrorChain;
use login_type::{HttpClient, HttpError};
use oidc::{KeyAddress, KeySource};
use serde_json::Value;
use tracing::Instrument as _;

/// How long keys are used without a look at their address.
const KEPT: Duration = Duration::from_mins(5);
/// How often at most an address is asked, whichever key somebody names and whatever it answers.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// For how long keys are used whose address does not answer any more.
const OUTLASTS: Duration = Duration::from_hours(24);

/// The keys that clients publish, as they were read last. Only addresses that clients are configured with are asked, each by
/// one request at a time.
pub(crate) struct ClientKeys {
    http: HttpClient,
    clock: SharedClock,
    by_address: Mutex<HashMap<(String, bool), Arc<Published>>>,
}

/// The keys at an address.
#[derive(Default)]
struct Published {
    known: Mutex<Known>,
    /// Held by the one who asks.
    asking: tokio::sync::Mutex<()>,
}

/// The knowledge of the keys at an address.
#[derive(Clone, Default)]
struct Known {
    asked_at: Option<Timestamp>,
    read: Option<(Timestamp, Arc<Value>)>,
}

impl ClientKeys {
    pub(crate) fn new(http: HttpClient, clock: SharedClock) -> Self {
        Self { http, clock, by_address: Mutex::default() }
    }

    fn published(&self, at: KeyAddress<'_>) -> Arc<Published> {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(by_address.entry((at.uri.to_owned(), at.may_be_private)).or_default())
    }
}

#[async_trait]
impl KeySource for ClientKeys {
    async fn keys(&self, at: KeyAddress<'_>, key_id: Option<&str>) -> Option<Arc<Value>> {
        let published = self.published(at);
        let (known, now) = (published.known(), self.clock.now());
        let is_answered = if published.asking.try_lock().is_err() {
            // Keys that are being read anew are good until they are.
            known.has(key_id)
        } else {
            !known.is_to_be_asked(key_id, now)
        };
        if is_answered {
            return known.keys(now);
        }
        let (http, clock, uri, may_be_private) =
            (self.http.clone(), Arc::clone(&self.clock), at.uri.to_owned(), at.may_be_private);
        let (asked, wanted) = (Arc::clone(&published), key_id.map(str::to_owned));
        let asking = async move {
            let at = KeyAddress { uri: &uri, may_be_private };
            asked.ask(&http, &clock, at, wanted.as_deref()).await;
        };
        // In a task of its own: who hangs up ends no question that others wait for.
        if let Err(error) = tokio::spawn(asking.in_current_span()).await {
            tracing::error!(error = %error.chain(), "the question for a client's keys broke off");
        }
        published.known().keys(self.clock.now())
    }
}

impl Published {
    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Asks the address, unless somebody did a moment ago.
    async fn ask(&self, http: &HttpClient, clock: &SharedClock, at: KeyAddress<'_>, key_id: Option<&str>) {
        let _turn = self.asking.lock().await;
        let now = clock.now();
        if !self.known().is_to_be_asked(key_id, now) {
            return;
        }
        self.change(|known| known.asked_at = Some(now));
        match read(http, at).await {
            Ok(Some(keys)) => self.change(|known| known.read = Some((now, Arc::new(keys)))),
            Ok(None) => tracing::warn!(at.uri, "there is no key set at a client's jwksUri"),
            Err(error) => tracing::warn!(at.uri, error = %error.chain(), "a client's keys could not be read"),
        }
    }
}

impl Known {
    fn has(&self, key_id: Option<&str>) -> bool {
        self.read.as_ref().is_some_and(|(_, keys)| has(keys, key_id))
    }

    fn has_fresh(&self, key_id: Option<&str>, now: Timestamp) -> bool {
        self.has(key_id) && self.read.as_ref().is_some_and(|(at, _)| now.since(*at) < KEPT)
    }

    fn is_to_be_asked(&self, key_id: Option<&str>, now: Timestamp) -> bool {
        !self.has_fresh(key_id, now) && self.asked_at.is_none_or(|asked_at| now.since(asked_at) >= LOOK_AGAIN)
    }

    /// The keys that were read last, which are better than none.
    fn keys(&self, now: Timestamp) -> Option<Arc<Value>> {
        let (at, keys) = self.read.as_ref()?;
        (now.since(*at) < OUTLASTS).then(|| Arc::clone(keys))
    }
}

/// The key set at an address; `None` where there is something else.
async fn read(http: &HttpClient, at: KeyAddress<'_>) -> Result<Option<Value>, HttpError> {
    let request = http.get(at.uri);
    let request = if at.may_be_private { request } else { request.outside_private_networks() };
    let answer = request.send().await?;
    if !answer.is_success() {
        return Ok(None);
    }
    let keys: Value = answer.json()?;
    Ok(Some(keys).filter(|keys| keys["keys"].is_array()))
}

fn has(keys: &Value, key_id: Option<&str>) -> bool {
    let Some(key_id) = key_id else { return true };
    keys["keys"].as_array().is_some_and(|keys| keys.iter().any(|key| key["kid"] == key_id))
}
