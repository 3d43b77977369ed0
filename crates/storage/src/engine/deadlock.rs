//! `retry_on_deadlock!`: what the database took back in favour of another transaction is made anew, for it is nobody's fault
//! and nothing was done.

/// How often a call that is one transaction is tried, the first time included.
pub const TRIES_IN_DEADLOCK: u32 = 10;

/// The outcome of a call that is one transaction, made anew while the database takes that back in favour of another one, at
/// most [`TRIES_IN_DEADLOCK`](crate::TRIES_IN_DEADLOCK) times or as often as is said before the call. Its error tells with
/// `is_deadlock` whether that is so. A macro, because the future of an async closure cannot be told to be `Send`.
#[macro_export]
macro_rules! retry_on_deadlock {
    ($call:expr) => {
        $crate::retry_on_deadlock!($crate::TRIES_IN_DEADLOCK, $call)
    };
    ($most:expr, $call:expr) => {{
        let mut tries: u32 = 1;
        loop {
            match $call.await {
                Err(error) if tries < $most && error.is_deadlock() => tries += 1,
                outcome => break outcome,
            }
        }
    }};
}
