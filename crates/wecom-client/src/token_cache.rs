//! `TokenCache`: each token is fetched once, however many want it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::SharedClock;
use futures::FutureExt;
use wecom_types::{CorpId, SuiteId};

use crate::{
    BoxError, Error, StoredToken, TokenKey, TokenStore,
    token_slots::{Fetched, Flight, Held, TokenSlots, refresh_at},
};

/// How many tokens are kept in memory.
const CAPACITY: usize = 10_000;

/// The tokens of one client; its clones are the same cache.
#[derive(Clone)]
pub(crate) struct TokenCache {
    shared: Arc<Inner>,
}

struct Inner {
    slots: Mutex<TokenSlots>,
    store: Arc<dyn TokenStore>,
    clock: SharedClock,
}

impl TokenCache {
    pub(crate) fn new(store: Arc<dyn TokenStore>, clock: SharedClock) -> Self {
        Self { shared: Arc::new(Inner { slots: Mutex::new(TokenSlots::new(CAPACITY)), store, clock }) }
    }

    /// A token that is still good: from memory, from the store, or from `fetch`, which runs once for all who ask meanwhile.
    ///
    /// Shortly before its end one caller fetches the next while the others get the old one; if that fails, so does it.
    /// When a caller goes away, the others go on with its fetch.
    pub(crate) async fn get<F>(&self, key: &TokenKey, fetch: F) -> Fetched
    where
        F: Future<Output = Result<StoredToken, Error>> + Send + 'static,
    {
        match self.ready_or_flight(key, fetch)? {
            Ready::Token(token) => Ok(token),
            Ready::Flight(flight) => flight.await,
        }
    }

    /// Gives up a token that WeCom refused, if it is still the one in use; `false` when asking for another is no use.
    pub(crate) async fn reject(&self, key: &TokenKey, failed: &Arc<StoredToken>) -> bool {
        let now = self.shared.clock.now();
        if !self.shared.slots().reject(key, failed, now) {
            return false;
        }
        self.shared.remove_from_store(key, failed).await;
        true
    }

    /// Forgets all that is known of an app in a company.
    pub(crate) async fn forget(&self, suite: &SuiteId, corp: &CorpId) {
        let of = |key: &TokenKey| matches!(key, TokenKey::App { suite: s, corp: c, .. } if s == suite && c == corp);
        let removed = self.shared.slots().remove(of);
        for (key, slot) in removed {
            if let Held::Token { token, .. } = slot.held {
                self.shared.remove_from_store(&key, &token).await;
            }
        }
    }

    fn ready_or_flight<F>(&self, key: &TokenKey, fetch: F) -> Result<Ready, Error>
    where
        F: Future<Output = Result<StoredToken, Error>> + Send + 'static,
    {
        let now = self.shared.clock.now();
        let mut slots = self.shared.slots();
        let slot = slots.slot(key);
        let under_way = slot.flight();
        let (old, rejected) = match &slot.held {
            Held::Token { token, refresh_at, .. } if now < token.expires_at => {
                if now < *refresh_at || under_way.is_some() {
                    return Ok(Ready::Token(Arc::clone(token)));
                }
                (Some(Arc::clone(token)), None)
            }
            Held::Stopped(error) => return Err(error.clone()),
            Held::Rejected(token) => (None, Some(Arc::clone(token))),
            Held::Token { .. } | Held::Nothing => (None, None),
        };
        if let Some(flight) = under_way {
            return Ok(Ready::Flight(flight));
        }
        let number = slots.next_flight();
        let (shared, own_key) = (Arc::clone(&self.shared), key.clone());
        let flight = async move {
            let fetched = shared.load_or_fetch(&own_key, old, rejected, fetch).await;
            let now = shared.clock.now();
            shared.slots().land(&own_key, number, &fetched, now);
            fetched
        };
        let flight = flight.boxed().shared();
        slots.take_off(key, number, &flight);
        Ok(Ready::Flight(flight))
    }
}

enum Ready {
    Token(Arc<StoredToken>),
    Flight(Flight),
}

impl Inner {
    /// A fresh token from the store, or else from WeCom, or else the old one while it is good.
    async fn load_or_fetch<F>(
        &self,
        key: &TokenKey,
        old: Option<Arc<StoredToken>>,
        rejected: Option<Arc<StoredToken>>,
        fetch: F,
    ) -> Fetched
    where
        F: Future<Output = Result<StoredToken, Error>> + Send,
    {
        let loaded = self.store.load(key).await.unwrap_or_else(|error| {
            warn_of_store(key, &error);
            None
        });
        let loaded = loaded.filter(|token| rejected.as_ref().is_none_or(|rejected| !rejected.is_same(token)));
        let now = self.clock.now();
        if let Some(token) = &loaded
            && now < refresh_at(token)
        {
            return Ok(Arc::new(token.clone()));
        }
        match fetch.await {
            Ok(token) => {
                if let Err(error) = self.store.save(key, &token).await {
                    warn_of_store(key, &error);
                }
                Ok(Arc::new(token))
            }
            Err(error) if error.remedy().stops_corp() => Err(error),
            Err(error) => {
                let now = self.clock.now();
                let good = loaded.map(Arc::new).or(old).filter(|token| now < token.expires_at);
                let Some(old) = good else { return Err(error) };
                tracing::warn!(token.key = %key, error = %error, "the old token serves on: no new one to be had");
                Ok(old)
            }
        }
    }

    async fn remove_from_store(&self, key: &TokenKey, token: &StoredToken) {
        if let Err(error) = self.store.remove(key, token).await {
            warn_of_store(key, &error);
        }
    }

    fn slots(&self) -> MutexGuard<'_, TokenSlots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn warn_of_store(key: &TokenKey, error: &BoxError) {
    tracing::warn!(token.key = %key, error = %error, "the token store failed");
}
