//! `TokenCache`: each token is fetched once, however many want it, in this process and in all that share its store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::SharedClock;
use futures::FutureExt;
use tracing::Instrument;
use wecom_types::{CorpId, SuiteId};

use crate::{
    Error, StoredToken, TokenKey, TokenStore,
    token_flight::TokenFlight,
    token_slots::{Fetched, Flight, Held, Rejection, TokenSlots},
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

    /// A token that is still good: from memory, without a look at the store; from the store; or from `fetch`, which runs
    /// once for all who ask meanwhile, here and in other processes.
    ///
    /// Shortly before its end one caller fetches the next while the others get the old one; if that fails, so does it.
    /// A fetch goes on when those who wait for it go away.
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
        let rejection = self.shared.slots().reject(key, failed, now);
        if rejection == Rejection::GivenUp && self.shared.remove_from_store(key, failed).await {
            self.shared.slots().removed(key, failed);
        }
        rejection != Rejection::Useless
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

    /// Forgets that an app in a company was stopped.
    pub(crate) fn revive(&self, suite: &SuiteId, corp: &CorpId) {
        let of = |key: &TokenKey| matches!(key, TokenKey::App { suite: s, corp: c, .. } if s == suite && c == corp);
        self.shared.slots().revive(of);
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
            Held::Rejected(rejected) => (None, Some(rejected.clone())),
            Held::Token { .. } | Held::Nothing => (None, None),
        };
        if let Some(flight) = under_way {
            return Ok(Ready::Flight(flight));
        }
        if let Some(error) = slot.rests(now) {
            return Err(error.clone());
        }
        let number = slots.next_flight();
        let (store, clock) = (Arc::clone(&self.shared.store), Arc::clone(&self.shared.clock));
        let way = TokenFlight { key: key.clone(), store, clock, old, rejected };
        let (shared, own_key) = (Arc::clone(&self.shared), key.clone());
        let flight = async move {
            let fetched = way.land(fetch).await;
            let now = shared.clock.now();
            shared.slots().land(&own_key, number, &fetched, now);
            fetched
        };
        let flight = flight.boxed().shared();
        slots.take_off(key, number, &flight);
        // Broken off in the middle, it would leave its lease behind, for which the other processes would have to wait.
        tokio::spawn(flight.clone().map(drop).in_current_span());
        Ok(Ready::Flight(flight))
    }
}

enum Ready {
    Token(Arc<StoredToken>),
    Flight(Flight),
}

impl Inner {
    /// Whether the store no longer has it.
    async fn remove_from_store(&self, key: &TokenKey, token: &StoredToken) -> bool {
        let removed = self.store.remove(key, token).await;
        if let Err(error) = &removed {
            tracing::warn!(token.key = %key, error, "a token that is of no use any more could not be removed");
        }
        removed.is_ok()
    }

    fn slots(&self) -> MutexGuard<'_, TokenSlots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
