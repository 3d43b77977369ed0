//! `TokenFlight`: the way to a token for all processes: from the store, or from WeCom under a lease.

use std::{pin::pin, sync::Arc, time::Duration};

use clock::SharedClock;
use error_chain::ErrorChain;
use futures::future::{Either, select};

use crate::{
    BoxError, Error, Lease, StoredToken, TokenKey, TokenStore,
    token_slots::{Fetched, Rejected, refresh_at},
};

/// How long a lease holds when it is not renewed: so long the others wait for a process that crashed.
const LEASE: Duration = Duration::from_secs(20);

/// How often a lease is renewed while its fetch goes on: often enough that two renewals may fail. A fetch may take
/// longer than a lease, as it is several calls when WeCom is busy.
const RENEWAL: Duration = Duration::from_secs(5);

/// How long one waits for another process's fetch: longer than a lease, so that who waits for a crashed process takes
/// its place.
const PATIENCE: Duration = Duration::from_secs(25);

/// The first wait before one looks again for what another process fetches; twice as long each time.
const FIRST_LOOK: Duration = Duration::from_millis(50);

/// The longest of these waits.
const LONGEST_LOOK: Duration = Duration::from_secs(1);

/// A fetch of a token, shared by all callers in this process.
pub(crate) struct TokenFlight {
    pub(crate) key: TokenKey,
    pub(crate) store: Arc<dyn TokenStore>,
    pub(crate) clock: SharedClock,
    /// The token that was used so far; serves on while it is good and there is no other.
    pub(crate) old: Option<Arc<StoredToken>>,
    /// The token that WeCom refused.
    pub(crate) rejected: Option<Rejected>,
}

/// The call's turn.
enum Turn {
    /// There is a fresh token already.
    Nobody(Arc<StoredToken>),
    /// The lease is ours.
    Ours,
    /// Another process fetches; this is what the store has meanwhile.
    Theirs(Option<StoredToken>),
}

impl TokenFlight {
    /// A fresh token: from the store, or from `fetch` while no other process fetches it. While another one does, or when
    /// there is none to be had, the old one as long as it is good.
    pub(crate) async fn land<F>(self, fetch: F) -> Fetched
    where
        F: Future<Output = Result<StoredToken, Error>> + Send,
    {
        // Counted by its own waits: the clock may jump.
        let (mut waited, mut look) = (Duration::ZERO, FIRST_LOOK);
        loop {
            let stored = match self.turn().await {
                Ok(Turn::Nobody(token)) => return Ok(token),
                Ok(Turn::Ours) => return self.fetch_and_release(fetch).await,
                Ok(Turn::Theirs(stored)) => stored,
                Err(error) => return self.old_or(None, Error::store_failed(error)),
            };
            if let Some(old) = self.good_old(stored) {
                return Ok(old);
            }
            if waited >= PATIENCE {
                return Err(Error::FetchedElsewhere);
            }
            self.clock.sleep(look).await;
            waited += look;
            look = (look * 2).min(LONGEST_LOOK);
        }
    }

    async fn turn(&self) -> Result<Turn, BoxError> {
        let stored = match self.stored().await? {
            Some(token) if self.is_fresh(&token) => return Ok(Turn::Nobody(Arc::new(token))),
            stored => stored,
        };
        Ok(match self.lease().await? {
            Lease::Granted => Turn::Ours,
            Lease::Held => Turn::Theirs(stored),
        })
    }

    /// Under the lease: the store is looked at once more, since another process may have been quicker.
    async fn fetch_and_release<F>(&self, fetch: F) -> Fetched
    where
        F: Future<Output = Result<StoredToken, Error>> + Send,
    {
        let fetched = match self.stored().await {
            Ok(Some(token)) if self.is_fresh(&token) => Ok(Arc::new(token)),
            Ok(stored) => self.fetch_and_save(stored, fetch).await,
            Err(error) => self.old_or(None, Error::store_failed(error)),
        };
        if let Err(error) = self.store.release(&self.key).await {
            tracing::warn!(token.key = %self.key, error, "a token's lease was not given back; it will run out");
        }
        fetched
    }

    async fn fetch_and_save<F>(&self, stored: Option<StoredToken>, fetch: F) -> Fetched
    where
        F: Future<Output = Result<StoredToken, Error>> + Send,
    {
        match self.renewing(fetch).await {
            Ok(token) => {
                if let Err(error) = self.store.save(&self.key, &token).await {
                    tracing::warn!(token.key = %self.key, error, "a token was not saved; others will fetch it again");
                }
                Ok(Arc::new(token))
            }
            Err(error) if error.remedy().stops_corp() => Err(error),
            Err(error) => self.old_or(stored, error),
        }
    }

    /// Fetches, and renews the lease meanwhile.
    async fn renewing<F>(&self, fetch: F) -> Result<StoredToken, Error>
    where
        F: Future<Output = Result<StoredToken, Error>> + Send,
    {
        let mut fetch = pin!(fetch);
        loop {
            match select(fetch.as_mut(), self.clock.sleep(RENEWAL)).await {
                Either::Left((fetched, _)) => return fetched,
                Either::Right(((), _)) => self.renew().await,
            }
        }
    }

    /// The fetch goes on even if its caller leaves: two at once bring the same token
    /// ([97164](https://developer.work.weixin.qq.com/document/path/97164)).
    async fn renew(&self) {
        match self.lease().await {
            Ok(Lease::Granted) => {}
            Ok(Lease::Held) => tracing::warn!(token.key = %self.key, "another process took a token's lease over"),
            Err(error) => tracing::warn!(token.key = %self.key, error, "a token's lease could not be renewed"),
        }
    }

    async fn lease(&self) -> Result<Lease, BoxError> {
        let now = self.clock.now();
        self.store.lease(&self.key, now + LEASE, now).await
    }

    /// The stored token, unless it is the one that WeCom refused. Where the refused one was removed, a token there was
    /// fetched since: WeCom names it again.
    async fn stored(&self) -> Result<Option<StoredToken>, BoxError> {
        let of_use = |token: &StoredToken| {
            self.rejected.as_ref().is_none_or(|rejected| rejected.removed || !rejected.token.is_same(token))
        };
        Ok(self.store.load(&self.key).await?.filter(of_use))
    }

    fn is_fresh(&self, token: &StoredToken) -> bool {
        self.clock.now() < refresh_at(token)
    }

    /// The old token, or `error` when it is no longer good.
    fn old_or(&self, stored: Option<StoredToken>, error: Error) -> Fetched {
        let Some(old) = self.good_old(stored) else { return Err(error) };
        tracing::warn!(token.key = %self.key, error = %error.chain(), "the old token serves on: no new one to be had");
        Ok(old)
    }

    fn good_old(&self, stored: Option<StoredToken>) -> Option<Arc<StoredToken>> {
        let now = self.clock.now();
        stored.map(Arc::new).into_iter().chain(self.old.clone()).find(|token| now < token.expires_at)
    }
}
