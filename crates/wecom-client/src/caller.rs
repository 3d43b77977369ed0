//! `Caller`: sends a call, again where that is safe and helps, and lets itself be watched.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use clock::SharedClock;
use error_chain::ErrorChain;
use secrecy::SecretString;
use tracing::{Span, field::Empty};

use crate::{ApiClient, Endpoint, Error, Observer, Outcome, Repeat, policy};

/// Sends calls by the policy.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) api: ApiClient,
    pub(crate) clock: SharedClock,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    paused: Arc<AtomicU32>,
}

impl Caller {
    pub(crate) fn new(api: ApiClient, clock: SharedClock) -> Self {
        Self { api, clock, observer: None, paused: Arc::default() }
    }

    /// Sends a call; one that may be repeated up to [`policy::REPEATS`] times more while WeCom is busy or the connection breaks.
    pub(crate) async fn call<E: Endpoint>(
        &self,
        endpoint: &E,
        token: Option<&SecretString>,
    ) -> Result<E::Response, Error> {
        let mut repeats = 0;
        loop {
            let error = match self.send(endpoint, token).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let Some(pause) = pause_before_repeating::<E>(&error).filter(|_| repeats < policy::REPEATS) else {
                return Err(error);
            };
            tracing::debug!(api = E::PATH, error = %error.chain(), "sent again");
            self.clock.sleep(self.pause(pause, repeats)).await;
            repeats += 1;
        }
    }

    #[tracing::instrument(name = "wecom.api.call", skip_all, fields(api = E::PATH, errcode = Empty, duration_ms = Empty))]
    async fn send<E: Endpoint>(&self, endpoint: &E, token: Option<&SecretString>) -> Result<E::Response, Error> {
        let began = self.clock.now();
        let result = self.api.send(endpoint, token).await;
        let duration = self.clock.now().since(began);
        let span = Span::current();
        span.record("duration_ms", u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
        match &result {
            Ok(_) => {
                span.record("errcode", 0);
            }
            Err(error) => {
                if let Some(errcode) = error.errcode() {
                    span.record("errcode", errcode);
                }
                tracing::debug!(error = %error.chain(), "WeCom call failed");
            }
        }
        if let Some(observer) = &self.observer {
            observer.called(E::PATH, Outcome::of(&result), duration);
        }
        result
    }

    /// The pause before another repeat, each of which waits for twice as long: between 100 % and 150 % of that, another part
    /// each time, so that those who failed together come back apart.
    fn pause(&self, first: Duration, repeats: u32) -> Duration {
        let pause = first * 2_u32.pow(repeats);
        let turn = self.paused.fetch_add(1, Ordering::Relaxed);
        pause + pause * (turn.wrapping_mul(5) % 8) / 16
    }
}

fn pause_before_repeating<E: Endpoint>(error: &Error) -> Option<Duration> {
    match error {
        _ if E::REPEAT == Repeat::Never => None,
        Error::Api { errcode, .. } => policy::rule(*errcode)?.pause,
        Error::Transport { .. } => Some(policy::CONNECTION_PAUSE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clock::SystemClock;

    use super::*;
    use crate::{Endpoints, Timeouts};

    #[test]
    fn pauses_double_and_those_who_failed_together_come_back_apart() {
        let endpoints = Endpoints { api_url: "http://127.0.0.1:9".parse().unwrap(), ..Endpoints::default() };
        let caller = Caller::new(ApiClient::new(endpoints, Timeouts::default()).unwrap(), Arc::new(SystemClock));
        let first = Duration::from_millis(200);
        for (repeats, shortest) in [(0, first), (1, first * 2), (2, first * 4)] {
            let pauses: BTreeSet<Duration> = (0..8).map(|_| caller.pause(first, repeats)).collect();
            assert_eq!(pauses.len(), 8, "{pauses:?}");
            assert!(pauses.iter().all(|pause| (shortest..shortest * 3 / 2).contains(pause)), "{pauses:?}");
        }
    }
}
