//! `Hasher`: verifies passwords beside the threads that answer, a few at a time.

use std::sync::Arc;

use login_type::{CallError, ErrorKind};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::hash::Hash;

/// Verifications at the same time: each takes a processor and the memory of its hash.
const AT_ONCE: usize = 2;
/// Verifications that wait for their turn; beyond them, whoever comes is told to come again.
const WAITING: usize = 16;

/// Verifies passwords; its clones share the bounds.
#[derive(Clone)]
pub(crate) struct Hasher {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), queue: Arc::new(Semaphore::new(AT_ONCE + WAITING)) }
    }
}

/// A place in the queue: its holder is verified.
pub(crate) struct Place<'a> {
    _permit: SemaphorePermit<'a>,
}

impl Hasher {
    /// A place in the queue, taken before an attempt is counted: whom nobody can verify made none.
    ///
    /// # Errors
    /// Too many wait already.
    pub(crate) fn place(&self) -> Result<Place<'_>, CallError> {
        let busy =
            |_| CallError::new(ErrorKind::UpstreamUnavailable, "too many log in right now; try again in a moment");
        Ok(Place { _permit: self.queue.try_acquire().map_err(busy)? })
    }

    /// Whether a hash is the password's.
    pub(crate) async fn verify(&self, _place: Place<'_>, hash: Hash, password: String) -> Result<bool, CallError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(CallError::internal)?;
        // The turn goes along: a caller who goes away does not make the work shorter.
        let work = move || {
            let _turn = turn;
            hash.is_of(&password)
        };
        tokio::task::spawn_blocking(work).await.map_err(CallError::internal)
    }
}
