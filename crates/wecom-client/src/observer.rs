//! `Observer`: hears of every call, for metrics.

use std::time::Duration;

use crate::Error;

/// Hears of every call that was sent; must not block.
pub trait Observer: Send + Sync {
    /// A call to `api` ended after `duration`.
    fn called(&self, api: &'static str, outcome: Outcome, duration: Duration);
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// WeCom answered.
    Ok,
    /// WeCom answered with this error code.
    Errcode(i64),
    /// There was no answer in time.
    Timeout,
    /// There was no connection, or it broke.
    Transport,
    /// The answer is not WeCom's.
    Decode,
}

impl Outcome {
    pub(crate) fn of<T>(result: &Result<T, Error>) -> Self {
        match result {
            Ok(_) => Self::Ok,
            Err(Error::Api { errcode, .. }) => Self::Errcode(*errcode),
            Err(Error::Timeout { .. }) => Self::Timeout,
            Err(Error::Decode { .. }) => Self::Decode,
            Err(_) => Self::Transport,
        }
    }
}
