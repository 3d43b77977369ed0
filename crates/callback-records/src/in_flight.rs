//! `InFlight`: the attempts that are under way, each with the lane that it takes.

use std::collections::HashMap;

use error_chain::ErrorChain;
use storage::StorageError;
use tokio::task::{Id, JoinError, JoinSet};

/// The attempts that are under way. A lane is free again when its attempt has ended, however it did.
#[derive(Default)]
pub(crate) struct InFlight {
    attempts: JoinSet<Result<(), StorageError>>,
    ended: Vec<Ended>,
    lanes: HashMap<Id, String>,
}

/// An attempt that came to its end, or broke off before.
type Ended = Result<(Id, Result<(), StorageError>), JoinError>;

impl InFlight {
    /// Starts an attempt that takes `lane`.
    pub(crate) fn start(
        &mut self,
        lane: String,
        work: impl Future<Output = Result<(), StorageError>> + Send + 'static,
    ) {
        let task = self.attempts.spawn(work);
        self.lanes.insert(task.id(), lane);
    }

    /// How many are under way.
    pub(crate) fn len(&self) -> usize {
        self.attempts.len()
    }

    /// The lanes that are taken.
    pub(crate) fn lanes(&self) -> Vec<&str> {
        self.lanes.values().map(String::as_str).collect()
    }

    /// Returns when an attempt has ended, which is then to be reaped; never when none is under way.
    pub(crate) async fn any_ended(&mut self) {
        match self.attempts.join_next_with_id().await {
            Some(ended) => self.ended.push(ended),
            None => std::future::pending().await,
        }
    }

    /// Waits until every attempt has ended.
    pub(crate) async fn all_ended(&mut self) {
        while self.attempts.join_next().await.is_some() {}
    }

    /// Frees the lanes of those that have ended.
    ///
    /// # Errors
    /// When the database did not take the outcome of one of them.
    pub(crate) fn reap(&mut self) -> Result<(), StorageError> {
        let mut outcome = Ok(());
        let mut ended = std::mem::take(&mut self.ended);
        ended.extend(std::iter::from_fn(|| self.attempts.try_join_next_with_id()));
        for ended in ended {
            let (id, written) = ended.unwrap_or_else(|error| {
                tracing::error!(error = %error.chain(), "an attempt was interrupted; its lease will run out");
                (error.id(), Ok(()))
            });
            self.lanes.remove(&id);
            outcome = outcome.and(written);
        }
        outcome
    }
}
