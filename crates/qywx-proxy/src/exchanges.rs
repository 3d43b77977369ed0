//! `Exchanges`: the exchanges of `AuthCode`s that are under way in this process, so that a later try of a record waits for
//! the one that was begun instead of sending the spent code again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use login_type::WorkError;
use storage::wecom::GrantOutcome;
use tokio::sync::watch;
use tracing::Instrument;
use wecom_types::SuiteId;

/// The outcome of an exchange.
pub(crate) type Exchanged = Result<GrantOutcome, WorkError>;

/// A suite and the name of the `AuthCode`.
type Key = (SuiteId, String);

/// The exchanges under way; its clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exchanges(Arc<Mutex<HashMap<Key, watch::Receiver<Option<Exchanged>>>>>);

impl Exchanges {
    /// The outcome of the exchange under this key: the one that is under way, or else the one that `begin` makes. It goes on
    /// in a task of its own when nobody waits for it any more.
    pub(crate) async fn join<F>(&self, key: Key, begin: impl FnOnce() -> F) -> Exchanged
    where
        F: Future<Output = Exchanged> + Send + 'static,
    {
        let mut told = self.under_way(key, begin);
        match told.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(exchanged)) => exchanged.clone(),
            Ok(None) | Err(_) => Err(WorkError::retry("the exchange was interrupted")),
        }
    }

    fn under_way<F>(&self, key: Key, begin: impl FnOnce() -> F) -> watch::Receiver<Option<Exchanged>>
    where
        F: Future<Output = Exchanged> + Send + 'static,
    {
        let mut all = self.all();
        if let Some(told) = all.get(&key) {
            return told.clone();
        }
        let (tell, told) = watch::channel(None);
        all.insert(key.clone(), told.clone());
        drop(all);
        let (place, exchange) = (Place { exchanges: self.clone(), key }, begin());
        let task = async move {
            let exchanged = exchange.await;
            // It is stored by now: whoever comes from here on finds it there.
            drop(place);
            tell.send_replace(Some(exchanged));
        };
        tokio::spawn(task.in_current_span());
        told
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Key, watch::Receiver<Option<Exchanged>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of an exchange among those under way; given up also when the exchange panics.
struct Place {
    exchanges: Exchanges,
    key: Key,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.exchanges.all().remove(&self.key);
    }
}
