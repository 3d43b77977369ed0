//! `Cached`: an answer of a provider that is kept for a while; of those who need it at once, one asks.

use std::time::Duration;

use login_type::{CallError, ErrorKind, SharedClock, Timestamp};
use tokio::sync::{Mutex, MutexGuard};

/// How long a provider that did not answer is not asked again: those who wait for it are told at once.
const PAUSE: Duration = Duration::from_secs(5);

/// An answer that is kept.
#[derive(Debug)]
pub(crate) struct Cached<T>(Mutex<Slot<T>>);

#[derive(Debug)]
struct Slot<T> {
    /// The answer, and when it was asked for.
    answer: Option<(T, Timestamp)>,
    /// When a question came to nothing.
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
        clock: &SharedClock,
        may_be: impl Fn(&T) -> Duration,
        ask: impl Future<Output = Result<T, E>>,
    ) -> Result<T, CallError> {
        let slot = self.0.lock().await;
        // Of those who waited for the lock, each has a time of its own.
        let now = clock.now();
        if let Some((answer, _)) = slot.answer.as_ref().filter(|(answer, at)| is_within(*at, now, may_be(answer))) {
            return Ok(answer.clone());
        }
        if slot.failed_at.is_some_and(|at| is_within(at, now, PAUSE)) {
            let message = "the identity provider did not answer a moment ago; try again in a moment";
            return Err(CallError::new(ErrorKind::UpstreamUnavailable, message));
        }
        let question = Question { slot, clock, is_answered: false };
        let answer = ask.await.map_err(Into::into)?;
        question.answered(answer.clone(), now);
        Ok(answer)
    }
}

/// A question that is under way; one that brings no answer, or that nobody waits for any more, failed when it ends.
struct Question<'a, T> {
    slot: MutexGuard<'a, Slot<T>>,
    clock: &'a SharedClock,
    is_answered: bool,
}

impl<T> Question<'_, T> {
    fn answered(mut self, answer: T, asked_at: Timestamp) {
        *self.slot = Slot { answer: Some((answer, asked_at)), failed_at: None };
        self.is_answered = true;
    }
}

impl<T> Drop for Question<'_, T> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.slot.failed_at = Some(self.clock.now());
        }
    }
}

fn is_within(at: Timestamp, now: Timestamp, time: Duration) -> bool {
    at <= now && now.since(at) < time
}

#[cfg(test)]
mod tests {
    use std::{future::pending, sync::Arc};

    use login_type::testing::{ManualClock, new_clock};
    use tokio::sync::oneshot;

    use super::*;

    /// Asks a provider that says no after this long; answers whether it was asked.
    async fn ask(cached: &Cached<u8>, clock: &ManualClock, takes: Duration) -> bool {
        let (asked, was_asked) = oneshot::channel();
        let question = async {
            asked.send(()).unwrap();
            clock.advance(takes);
            Err::<u8, _>(CallError::internal("no answer"))
        };
        let shared: SharedClock = Arc::new(clock.clone());
        cached.get(&shared, |_| PAUSE, question).await.unwrap_err();
        was_asked.await.is_ok()
    }

    #[tokio::test]
    async fn the_pause_begins_when_the_provider_was_given_up_and_not_when_it_was_asked() {
        let (cached, clock) = (Cached::default(), new_clock());
        assert!(ask(&cached, &clock, PAUSE * 2).await);
        clock.advance(Duration::from_secs(4));
        assert!(!ask(&cached, &clock, Duration::ZERO).await, "it hung a moment ago");
        clock.advance(Duration::from_secs(1));
        assert!(ask(&cached, &clock, Duration::ZERO).await);
    }

    #[tokio::test]
    async fn a_question_that_nobody_waits_for_any_more_failed_too() {
        let (cached, clock) = (Cached::<u8>::default(), new_clock());
        let shared: SharedClock = Arc::new(clock.clone());
        let hanging = cached.get(&shared, |_| PAUSE, pending::<Result<u8, CallError>>());
        let given_up = tokio::select! { biased; _ = hanging => false, () = std::future::ready(()) => true };
        assert!(given_up);
        assert!(!ask(&cached, &clock, Duration::ZERO).await);
    }
}
