//! `Writability`: whether the database takes changes, as far as is known.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use clock::SharedClock;
use error_chain::ErrorChain;
use storage::{Database, StorageError};

/// How long a change may take before the answer is given without it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the database takes changes, as far as is known.
#[derive(Debug)]
pub(crate) struct Writability {
    database: Database,
    clock: SharedClock,
    is_in_doubt: AtomicBool,
}

impl Writability {
    /// Nothing speaks against it yet.
    pub(crate) fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock, is_in_doubt: AtomicBool::new(false) }
    }

    /// Notes that a call failed for the database.
    pub(crate) fn doubt(&self) {
        self.is_in_doubt.store(true, Ordering::Relaxed);
    }

    /// Whether the database takes changes. It is tried only after a call failed: nobody makes the server write by asking.
    /// Where others write and this has to wait, it takes theirs.
    pub(crate) async fn takes_changes(&self) -> bool {
        if !self.is_in_doubt.load(Ordering::Relaxed) {
            return true;
        }
        let tried = tokio::select! {
            tried = self.database.try_to_write() => tried,
            () = self.clock.sleep(PATIENCE) => return true,
        };
        match tried {
            Ok(()) => self.is_in_doubt.store(false, Ordering::Relaxed),
            Err(error @ StorageError::Unwritable(_)) => {
                tracing::error!(error = %error.chain(), "not ready");
                return false;
            }
            Err(error) => {
                tracing::warn!(error = %error.chain(), "whether the database takes changes could not be seen");
            }
        }
        true
    }
}
