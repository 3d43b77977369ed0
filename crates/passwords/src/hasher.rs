//! `Hasher`: verifies passwords beside the threads that answer, a few at a time.

use std::{fmt, sync::Arc};

use clock::SharedEntropy;
use login_type::{CallError, ErrorKind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::hash::Hash;

/// Verifications at the same time: each takes a processor and the memory of its hash.
const AT_ONCE: usize = 2;
/// Verifications that wait for their turn; beyond them, whoever comes is told to come again.
const WAITING: usize = 16;

/// Verifies passwords; its clones share the bounds.
#[derive(Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), queue: Arc::new(Semaphore::new(AT_ONCE + WAITING)) }
    }
}

/// A place in the queue: its holder is verified.
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Hasher {
    /// A place in the queue, taken before an attempt is counted: whom nobody can verify made none.
    ///
    /// # Errors
    /// Too many wait already.
    pub fn place(&self) -> Result<Place, CallError> {
        let busy =
            |_| CallError::new(ErrorKind::UpstreamUnavailable, "too many log in right now; try again in a moment");
        Ok(Place { _permit: Arc::clone(&self.queue).try_acquire_owned().map_err(busy)? })
    }

    /// The hash of a password.
    ///
    /// # Errors
    /// Too many wait already, or the password is too short.
    pub async fn hash(&self, password: String, entropy: SharedEntropy) -> Result<String, CallError> {
        let _place = self.place()?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(CallError::internal)?;
        let work = move || {
            let _turn = turn;
            crate::hash(&password, &*entropy)
        };
        let hashed = tokio::task::spawn_blocking(work).await.map_err(CallError::internal)?;
        hashed.map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, error.to_string()))
    }

    /// Whether a hash is the password's.
    ///
    /// # Errors
    /// When the verification ends in the middle.
    pub async fn verify(&self, _place: Place, hash: Hash, password: String) -> Result<bool, CallError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(CallError::internal)?;
        // The turn goes along: a caller who goes away does not make the work shorter.
        let work = move || {
            let _turn = turn;
            hash.is_of(&password)
        };
        tokio::task::spawn_blocking(work).await.map_err(CallError::internal)
    }
}
