//! `WriteQueue`: the order in which calls write where one connection does: as they came, but a call that is ahead waits for
//! nobody but the one that is writing.

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnAcquireErr, DbErr};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The queue; its clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct WriteQueue {
    /// Held by the first of those who wait as they came, until it has written; `None` for who goes ahead.
    first: Option<Arc<Mutex<()>>>,
    writing: Arc<Mutex<()>>,
    patience: Duration,
}

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _writing: OwnedMutexGuard<()>,
    _first: Option<OwnedMutexGuard<()>>,
}

impl WriteQueue {
    /// A queue in which nobody waits longer than `patience`.
    pub(crate) fn new(patience: Duration) -> Self {
        Self { first: Some(Arc::default()), writing: Arc::default(), patience }
    }

    /// Makes a handle on this queue whose turns come before those of all who wait.
    pub(crate) fn ahead(&self) -> Self {
        Self { first: None, ..self.clone() }
    }

    /// Waits until it is the caller's turn.
    ///
    /// # Errors
    /// When that takes too long, as if no connection were free.
    pub(crate) async fn turn(&self) -> Result<Turn, DbErr> {
        let turn = async {
            let first = match &self.first {
                Some(first) => Some(Arc::clone(first).lock_owned().await),
                None => None,
            };
            Turn { _writing: Arc::clone(&self.writing).lock_owned().await, _first: first }
        };
        tokio::time::timeout(self.patience, turn).await.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, poll};

    use super::*;

    #[tokio::test]
    async fn a_call_that_is_ahead_waits_for_the_one_that_writes_and_for_none_of_those_who_wait() {
        let queue = WriteQueue::new(Duration::from_mins(1));
        let ahead = queue.ahead();
        let writing = queue.turn().await.unwrap();
        let (mut second, mut third) = (Box::pin(queue.turn()), Box::pin(queue.turn()));
        assert!(poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
        let mut urgent = Box::pin(ahead.turn());
        assert!(poll!(&mut urgent).is_pending(), "two at once");
        drop(writing);
        assert!(poll!(&mut second).is_pending(), "the call that is ahead did not go first");
        drop(urgent.now_or_never().unwrap().unwrap());
        drop(second.await.unwrap());
        third.await.unwrap();
    }
}
