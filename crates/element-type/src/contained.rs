//! A panic in the code of a Type is a failure of that code, and not the end of whoever asked it.

use std::{
    any::Any,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use crate::CallError;

/// A panic that was caught; its `Display` is for the log, for its message may tell of internals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code panicked: {0}")]
pub struct Panicked(String);

impl Panicked {
    fn of(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Self(text.unwrap_or_else(|| "without a message".to_owned()))
    }
}

impl From<Panicked> for CallError {
    fn from(panicked: Panicked) -> Self {
        Self::internal(panicked)
    }
}

/// Waits for code of a Type.
///
/// # Errors
/// It panicked.
pub async fn contained<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = pin!(work);
    // The future that panicked is not polled again; of its state, others see only what stands behind locks.
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Ready(done)) => Poll::Ready(Ok(done)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(payload) => Poll::Ready(Err(Panicked::of(&*payload))),
    })
    .await
}

/// Runs code of a Type that does not wait.
pub(crate) fn contained_at_once<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| Panicked::of(&*payload))
}
