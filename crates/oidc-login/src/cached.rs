//! `Cached`: an answer of a provider that is kept for a while; of those who need it at once, one asks.

use std::time::Duration;

use login_type::{CallError, ErrorKind, Timestamp};
use tokio::sync::Mutex;

/// How long a provider that did not answer is not asked again: those who wait for it are told at once.
const PAUSE: Duration = Duration::from_secs(5);

/// An answer that is kept.
#[derive(Debug)]
pub(crate) struct Cached<T>(Mutex<Slot<T>>);

#[derive(Debug)]
struct Slot<T> {
    answer: Option<(T, Timestamp)>,
    failed_at: Option<Timestamp>,
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Mutex::new(Slot { answer: None, failed_at: None }))
    }
}

impl<T: Clone> Cached<T> {
    /// The answer that is kept, if it is not older than it may be; else the one that `ask` brings.
    pub(crate) async fn get<E: Into<CallError>>(
        &self,
        now: Timestamp,
        may_be: impl Fn(&T) -> Duration,
        ask: impl Future<Output = Result<T, E>>,
    ) -> Result<T, CallError> {
        let mut slot = self.0.lock().await;
        if let Some((answer, _)) = slot.answer.as_ref().filter(|(answer, at)| is_within(*at, now, may_be(answer))) {
            return Ok(answer.clone());
        }
        if slot.failed_at.is_some_and(|at| is_within(at, now, PAUSE)) {
            let message = "the identity provider did not answer a moment ago; try again in a moment";
            return Err(CallError::new(ErrorKind::UpstreamUnavailable, message));
        }
        match ask.await {
            Ok(answer) => {
                *slot = Slot { answer: Some((answer.clone(), now)), failed_at: None };
                Ok(answer)
            }
            Err(error) => {
                slot.failed_at = Some(now);
                Err(error.into())
            }
        }
    }
}

fn is_within(at: Timestamp, now: Timestamp, time: Duration) -> bool {
    at <= now && now.since(at) < time
}
