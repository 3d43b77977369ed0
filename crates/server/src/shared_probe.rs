//! `SharedProbe`: what many ask of the database at once, asked by one of them.

use std::time::Duration;

use clock::{Clock, Timestamp};
use tokio::sync::Mutex;

/// How long an answer is good for everybody else.
const LIFETIME: Duration = Duration::from_secs(1);

/// The newest answer to one question.
#[derive(Debug)]
pub(crate) struct SharedProbe<T>(Mutex<Option<(Timestamp, T)>>);

impl<T> Default for SharedProbe<T> {
    /// Nobody has asked yet.
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> SharedProbe<T> {
    /// The answer of the last second, or else of `look`; whoever comes meanwhile waits for that one.
    pub(crate) async fn of<F: Future<Output = T>>(&self, clock: &dyn Clock, look: impl FnOnce() -> F) -> T {
        let mut seen = self.0.lock().await;
        let now = clock.now();
        // A clock that was set back must not keep an answer for ever.
        if let Some((_, answer)) = seen.as_ref().filter(|(at, _)| *at <= now && now.since(*at) < LIFETIME) {
            return answer.clone();
        }
        let answer = Box::pin(look()).await;
        // From its end on: those who waited for it share it, however long it took.
        seen.insert((clock.now(), answer)).1.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use clock::ManualClock;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn whoever_asks_meanwhile_or_within_a_second_shares_one_look() {
        let (clock, probe, looks, go) = (
            ManualClock::new(Timestamp::from_secs(1_700_000_000)),
            SharedProbe::default(),
            AtomicU32::new(0),
            Notify::new(),
        );
        let look = async || {
            let slow = async {
                go.notified().await;
                looks.fetch_add(1, Ordering::SeqCst) + 1
            };
            probe.of(&clock, || slow).await
        };
        let free = async {
            clock.advance(Duration::from_secs(30));
            go.notify_one();
        };
        assert_eq!(tokio::join!(look(), look(), look(), free), (1, 1, 1, ()));
        assert_eq!(look().await, 1);
        clock.advance(LIFETIME);
        go.notify_one();
        assert_eq!(look().await, 2);
        clock.set(Timestamp::from_secs(1_600_000_000));
        go.notify_one();
        assert_eq!(look().await, 3, "the clock was set back");
    }
}
