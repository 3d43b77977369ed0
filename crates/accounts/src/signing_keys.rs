//! `SigningKeys`: the keys of tokens, shared by all processes on one database.
//!
//! A process trusts what it read for [`CACHE_LIFETIME`] at most. A key made by [`rotate`](SigningKeys::rotate) is
//! published at once and signs only after the time that others may keep the published keys, so every process and every
//! verifier knows it before it meets its first token; the key before it stays published until its last token has expired.
//! Nobody is logged out. Each algorithm has keys of its own; the first one is made when it is first needed.

use std::{sync::Arc, time::Duration};

use clock::{SharedClock, SharedEntropy, Timestamp};
use storage::{Access as _, Database, NewAuditEvent, StoredSigningKey, retry_on_deadlock};
use tokio::sync::Mutex;
use tracing::instrument;

use crate::{
    AccountsError, Settings, jose, key_generation, key_set::KeySet, signing_algorithm::SigningAlgorithm,
    signing_key::SigningKey,
};

/// How long a process goes on without looking whether another one has rotated the keys.
pub(crate) const CACHE_LIFETIME: Duration = Duration::from_secs(30);
/// How long others may keep the published keys.
pub const JWKS_MAX_AGE: Duration = Duration::from_mins(15);
/// The longest that a token may be valid: for so long a key stays published after its last signature.
pub const LONGEST_TOKEN: Duration = Duration::from_hours(24);
/// How often at most the ids of unknown keys make a process look, whoever sends them.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How far the clocks of processes and verifiers may be apart.
const LEEWAY: Duration = Duration::from_mins(1);
/// More keys of an algorithm than this are never in use at once; it bounds the memory and the published set.
const MAX_KEYS: usize = 16;

/// The lease of the process that makes the very first key, and the length of that process's name in it.
const FIRST_KEY: &str = "signing_key first";
const OWNER_LEN: usize = 16;

/// The audit trail's word for a new signing key.
pub const KEY_ROTATE: &str = "key rotate";

/// When the key of a rotation begins to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstUse {
    /// After [`key_publication`](Settings::key_publication), when every verifier has seen it.
    Announced,
    /// As soon as every process of this server knows it, for a key that became known to others. A verifier that does not
    /// look for a key that it lacks refuses its tokens for up to [`JWKS_MAX_AGE`].
    Hurried,
}

/// The outcome of a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rotation {
    /// The id of the new key of access tokens.
    pub kid: String,
    /// The ids of all new keys, one an algorithm that is in use.
    pub kids: Vec<String>,
    /// When they begin to sign; they are published already.
    pub signs_from: Timestamp,
}

#[derive(Debug)]
pub(crate) struct SigningKeys {
    db: Database,
    clock: SharedClock,
    entropy: SharedEntropy,
    token_lifetime: Duration,
    publication: Duration,
    cached: Mutex<Option<Arc<KeySet>>>,
}

impl SigningKeys {
    pub(crate) fn new(db: Database, clock: SharedClock, entropy: SharedEntropy, settings: &Settings) -> Self {
        jose::install();
        let token_lifetime = settings.access_token_lifetime.max(LONGEST_TOKEN);
        Self { db, clock, entropy, token_lifetime, publication: settings.key_publication, cached: Mutex::new(None) }
    }

    /// The keys, at most [`CACHE_LIFETIME`] old; the very first one of access tokens is made here.
    pub(crate) async fn current(&self) -> Result<Arc<KeySet>, AccountsError> {
        self.current_of(SigningAlgorithm::Es256).await
    }

    /// The keys, at most [`CACHE_LIFETIME`] old; the very first one of the algorithm is made here.
    pub(crate) async fn current_of(&self, algorithm: SigningAlgorithm) -> Result<Arc<KeySet>, AccountsError> {
        self.younger_than(CACHE_LIFETIME, algorithm).await
    }

    /// The keys; read anew if `kid` is not among those that are known.
    pub(crate) async fn knowing(&self, kid: &str) -> Result<Arc<KeySet>, AccountsError> {
        let keys = self.current().await?;
        if keys.verifier(kid, self.clock.now()).is_some() {
            return Ok(keys);
        }
        self.younger_than(LOOK_AGAIN_AFTER, SigningAlgorithm::Es256).await
    }

    /// Publishes a new key of each algorithm that is in use, and retires those before them; `event` makes the audit trail's
    /// entry of a key's id.
    #[instrument(name = "accounts.signing_keys.rotate", skip_all)]
    pub(crate) async fn rotate(
        &self,
        first_use: FirstUse,
        event: &(dyn Fn(&str) -> NewAuditEvent + Send + Sync),
    ) -> Result<Rotation, AccountsError> {
        let mut kids = Vec::new();
        let mut signs_from = self.clock.now();
        for algorithm in SigningAlgorithm::ALL {
            let is_used = algorithm == SigningAlgorithm::Es256 || self.read().await?.has(algorithm);
            if is_used {
                let made = self.generate(algorithm).await?;
                signs_from = retry_on_deadlock!(self.try_rotate(&made, algorithm, first_use, event(&made.kid)))?;
                kids.push(made.kid);
            }
        }
        *self.cached.lock().await = None;
        Ok(Rotation { kid: kids.first().cloned().unwrap_or_default(), kids, signs_from })
    }

    async fn try_rotate(
        &self,
        made: &StoredSigningKey,
        algorithm: SigningAlgorithm,
        first_use: FirstUse,
        event: NewAuditEvent,
    ) -> Result<Timestamp, AccountsError> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let mut known = tx.signing_keys().list().await?;
        known.retain(|key| key.algorithm == algorithm.as_str());
        if known.iter().filter(|key| key.remove_at.is_none_or(|removed| now < removed)).count() >= MAX_KEYS {
            return Err(AccountsError::TooManyKeys { limit: MAX_KEYS });
        }
        let signs_from = match first_use {
            _ if known.is_empty() => now,
            FirstUse::Announced => now + CACHE_LIFETIME + self.publication,
            FirstUse::Hurried => now + CACHE_LIFETIME,
        };
        let remove_at = signs_from + self.token_lifetime + LEEWAY;
        // The keys that retire before that stay as they are.
        for key in &known {
            tx.signing_keys().retire(&key.kid, signs_from, remove_at).await?;
        }
        tx.signing_keys().add(&StoredSigningKey { activate_at: signs_from, ..made.clone() }).await?;
        tx.audit_events().add(event).await?;
        tx.commit().await?;
        Ok(signs_from)
    }

    /// Holds the lock while it reads, so that many callers read once.
    async fn younger_than(&self, age: Duration, algorithm: SigningAlgorithm) -> Result<Arc<KeySet>, AccountsError> {
        let mut cached = self.cached.lock().await;
        let now = self.clock.now();
        // A clock that was set back must not keep the keys for ever.
        let young = cached.as_ref().filter(|keys| keys.read_at <= now && now.since(keys.read_at) < age);
        if let Some(keys) = young.filter(|keys| keys.signer(algorithm, now).is_some()) {
            return Ok(Arc::clone(keys));
        }
        let mut keys = self.read().await?;
        if keys.signer(algorithm, now).is_none() {
            let made = self.generate(algorithm).await?;
            retry_on_deadlock!(self.add_first(&made))?;
            keys = self.read().await?;
        }
        Ok(Arc::clone(cached.insert(Arc::new(keys))))
    }

    /// Makes a key that signs at once, beside the tasks of others and outside of any transaction: looking for one may take
    /// a while.
    async fn generate(&self, algorithm: SigningAlgorithm) -> Result<StoredSigningKey, AccountsError> {
        let (entropy, now) = (Arc::clone(&self.entropy), self.clock.now());
        let made = tokio::task::spawn_blocking(move || key_generation::generate(algorithm, &*entropy, now, now)).await;
        made.map_err(|_| AccountsError::KeyGeneration)?
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

    /// Adds a first key of an algorithm, unless another process was faster.
    async fn add_first(&self, made: &StoredSigningKey) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        // A single process at a time: another one waits here, and then finds the key.
        let owner = self.entropy.alphanumeric(OWNER_LEN);
        let lease = format!("{FIRST_KEY} {}", made.algorithm);
        let is_there = |key: &StoredSigningKey| key.algorithm == made.algorithm && key.retire_at.is_none();
        if !tx.leases().acquire(&lease, &owner, now + CACHE_LIFETIME, now).await?
            || tx.signing_keys().list().await?.iter().any(is_there)
        {
            return Ok(());
        }
        tx.signing_keys().add(made).await?;
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use clock::{ManualClock, SeededEntropy};
    use secrecy::SecretString;
    use storage::{KeyRing, Options};
    use test_database::TestDatabase;

    use super::*;

    #[tokio::test]
    async fn a_first_key_is_added_once_however_late_another_process_comes_with_its_own() {
        let place = TestDatabase::new().await;
        migrations::up(place.url()).await.unwrap();
        let clock = ManualClock::new(Timestamp::from_secs(1_800_000_000));
        let (shared, entropy): (SharedClock, SharedEntropy) =
            (Arc::new(clock.clone()), Arc::new(SeededEntropy::new(1)));
        let key = SecretString::from("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        let ring = KeyRing::new("k1", [("k1".to_owned(), key)]).unwrap();
        let db = Database::open(place.url(), Options::default(), ring, Arc::clone(&shared), Arc::clone(&entropy));
        let keys = SigningKeys::new(db.await.unwrap(), shared, entropy, &Settings::new("https://login.example.com"));
        for _ in 0..3 {
            let made = keys.generate(SigningAlgorithm::Es256).await.unwrap();
            keys.add_first(&made).await.unwrap();
            clock.advance(CACHE_LIFETIME);
        }
        assert_eq!(keys.read().await.unwrap().jwks(keys.clock.now())["keys"].as_array().unwrap().len(), 1);
    }
}
