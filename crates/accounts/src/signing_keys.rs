//! `SigningKeys`: the keys of access tokens, shared by all processes on one database.
//!
//! A process trusts what it read for [`CACHE_LIFETIME`] at most. A key made by [`rotate`](SigningKeys::rotate) is
//! published at once and signs only when that time is over, so every process knows it before it meets its first token;
//! the key before it stays published until its last token has expired. Nobody is logged out.

use std::{sync::Arc, time::Duration};

use clock::{SharedClock, SharedEntropy};
use storage::{Access as _, Database, retry_on_deadlock};
use tokio::sync::Mutex;
use tracing::instrument;

use crate::{AccountsError, key_set::KeySet, signing_key, signing_key::SigningKey};

/// How long a process goes on without looking whether another one has rotated the keys.
pub(crate) const CACHE_LIFETIME: Duration = Duration::from_secs(30);
/// How long others may keep the published keys: a new one signs only when they all have had to look again.
pub const JWKS_MAX_AGE: Duration = Duration::from_mins(1);
/// How often at most the ids of unknown keys make a process look, whoever sends them.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How far the clocks of processes and verifiers may be apart.
const LEEWAY: Duration = Duration::from_mins(1);
/// More keys than this are never in use at once; it bounds the memory and the published set.
const MAX_KEYS: usize = 16;

/// The lease of the process that makes the very first key, and the length of that process's name in it.
const FIRST_KEY: &str = "signing_key first";
const OWNER_LEN: usize = 16;

/// The outcome of a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rotation {
    /// The id of the new key.
    pub kid: String,
    /// When it begins to sign; it is published already.
    pub signs_from: clock::Timestamp,
}

#[derive(Debug)]
pub(crate) struct SigningKeys {
    db: Database,
    clock: SharedClock,
    entropy: SharedEntropy,
    token_lifetime: Duration,
    cached: Mutex<Option<Arc<KeySet>>>,
}

impl SigningKeys {
    pub(crate) fn new(db: Database, clock: SharedClock, entropy: SharedEntropy, token_lifetime: Duration) -> Self {
        Self { db, clock, entropy, token_lifetime, cached: Mutex::new(None) }
    }

    /// The keys, at most [`CACHE_LIFETIME`] old; the very first one is made here.
    pub(crate) async fn current(&self) -> Result<Arc<KeySet>, AccountsError> {
        self.younger_than(CACHE_LIFETIME).await
    }

    /// The keys; read anew if `kid` is not among those that are known.
    pub(crate) async fn knowing(&self, kid: &str) -> Result<Arc<KeySet>, AccountsError> {
        let keys = self.current().await?;
        if keys.verifier(kid, self.clock.now()).is_some() {
            return Ok(keys);
        }
        self.younger_than(LOOK_AGAIN_AFTER).await
    }

    /// Publishes a new key that signs as soon as every process knows it, and retires those before it.
    #[instrument(name = "accounts.signing_keys.rotate", skip_all)]
    pub(crate) async fn rotate(&self) -> Result<Rotation, AccountsError> {
        let rotation = retry_on_deadlock!(self.try_rotate())?;
        *self.cached.lock().await = None;
        Ok(rotation)
    }

    async fn try_rotate(&self) -> Result<Rotation, AccountsError> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let known = tx.signing_keys().list().await?;
        if known.iter().filter(|key| key.remove_at.is_none_or(|removed| now < removed)).count() >= MAX_KEYS {
            return Err(AccountsError::TooManyKeys { limit: MAX_KEYS });
        }
        let signs_from = if known.is_empty() { now } else { now + CACHE_LIFETIME + JWKS_MAX_AGE };
        let remove_at = signs_from + self.token_lifetime + LEEWAY;
        for key in known.iter().filter(|key| key.retire_at.is_none()) {
            tx.signing_keys().retire(&key.kid, signs_from, remove_at).await?;
        }
        let key = signing_key::generate(self.entropy.as_ref(), now, signs_from)?;
        tx.signing_keys().add(&key).await?;
        tx.commit().await?;
        Ok(Rotation { kid: key.kid, signs_from })
    }

    /// Holds the lock while it reads, so that many callers read once.
    async fn younger_than(&self, age: Duration) -> Result<Arc<KeySet>, AccountsError> {
        let mut cached = self.cached.lock().await;
        let now = self.clock.now();
        // A clock that was set back must not keep the keys for ever.
        if let Some(keys) = cached.as_ref().filter(|keys| keys.read_at <= now && now.since(keys.read_at) < age) {
            return Ok(Arc::clone(keys));
        }
        let mut keys = self.read().await?;
        if keys.signer(now).is_none() {
            retry_on_deadlock!(self.add_first())?;
            keys = self.read().await?;
        }
        Ok(Arc::clone(cached.insert(Arc::new(keys))))
    }

    async fn read(&self) -> Result<KeySet, AccountsError> {
        let now = self.clock.now();
        let mut keys = Vec::new();
        for stored in self.db.signing_keys().list().await? {
            keys.push(SigningKey::try_from(stored)?);
        }
        keys.retain(|key| key.verifies_at(now));
        Ok(KeySet::new(keys, now))
    }

    /// Makes a key that signs at once, unless another process was faster.
    async fn add_first(&self) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        // A single process at a time: another one waits here, and then finds the key.
        let owner = self.entropy.alphanumeric(OWNER_LEN);
        if !tx.leases().acquire(FIRST_KEY, &owner, now + CACHE_LIFETIME, now).await?
            || tx.signing_keys().list().await?.iter().any(|key| key.retire_at.is_none())
        {
            return Ok(());
        }
        let key = signing_key::generate(self.entropy.as_ref(), now, now)?;
        tx.signing_keys().add(&key).await?;
        Ok(tx.commit().await?)
    }
}
