//! Keeps a task of the server going: one that ends by itself is logged and begun again after a pause.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use clock::Clock;
use tokio_util::sync::CancellationToken;

/// How long a task that ended by itself is left alone.
const PAUSE: Duration = Duration::from_secs(5);

/// Whether a task is going; its clones tell of the same one.
#[derive(Clone, Debug)]
pub(crate) struct Pulse(Arc<AtomicBool>);

impl Default for Pulse {
    /// Of a task that is about to begin.
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Pulse {
    /// False from a task's end to its next beginning.
    pub(crate) fn beats(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, beats: bool) {
        self.0.store(beats, Ordering::Relaxed);
    }
}

/// Runs the task that `begin` makes until `stop`, and again whenever it panics or returns before that.
pub(crate) async fn keep_going<F>(
    name: &str,
    clock: &dyn Clock,
    stop: &CancellationToken,
    pulse: &Pulse,
    begin: impl Fn() -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    loop {
        pulse.set(true);
        let ended = tokio::spawn(begin()).await;
        if stop.is_cancelled() {
            return;
        }
        pulse.set(false);
        let cause = ended.map_or_else(|error| error.to_string(), |()| "it returned".to_owned());
        tracing::error!(task = name, cause, "a task of the server ended by itself; it begins again in {PAUSE:?}");
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep(PAUSE) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use clock::{ManualClock, Timestamp};

    use super::*;

    /// Keeps a failure from becoming a hang.
    const LIMIT: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn a_task_that_panics_begins_again_after_a_pause_and_shows_it_until_then() {
        let (clock, stop, pulse) =
            (ManualClock::new(Timestamp::from_secs(0)), CancellationToken::new(), Pulse::default());
        let tries = Arc::new(AtomicUsize::new(0));
        let supervisor = tokio::spawn({
            let (clock, stop, pulse, tries) = (clock.clone(), stop.clone(), pulse.clone(), Arc::clone(&tries));
            async move {
                let begin = || {
                    let (stop, tries) = (stop.clone(), Arc::clone(&tries));
                    async move {
                        assert!(tries.fetch_add(1, Ordering::SeqCst) > 0, "the first try panics");
                        stop.cancelled().await;
                    }
                };
                keep_going("test", &clock, &stop, &pulse, begin).await;
            }
        });
        let ended = async {
            while pulse.beats() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LIMIT, ended).await.unwrap();
        assert_eq!(tries.load(Ordering::SeqCst), 1, "it waits before it begins again");
        let again = async {
            while !pulse.beats() {
                clock.advance(PAUSE);
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LIMIT, again).await.unwrap();
        stop.cancel();
        supervisor.await.unwrap();
        assert_eq!(tries.load(Ordering::SeqCst), 2);
    }
}
