//! `Verdict`: the meaning of an attempt for its record, and how that is written down.

use std::time::Duration;

use clock::{Entropy, Timestamp};
use login_type::{WorkError, Worked};
use storage::{Claim, Database, StorageError};

use crate::{
    Outcome,
    backoff::{self, MAX_ATTEMPTS},
};

/// The meaning of an attempt for its record.
pub(crate) enum Verdict {
    /// The work is done.
    Succeeded(Worked),
    /// Another attempt is worth it after this long.
    Failed { reason: String, wait: Duration },
    /// Another attempt is worth it when something has come, or after this long.
    Waiting { reason: String, wait: Duration },
    /// No use.
    Dead { reason: String },
}

impl Verdict {
    /// The verdict on attempt number `attempt` that ended so.
    pub(crate) fn new(worked: Result<Worked, WorkError>, attempt: u32, entropy: &dyn Entropy) -> Self {
        match worked {
            Ok(worked) => Self::Succeeded(worked),
            Err(WorkError::Waiting { message, .. }) => {
                Self::Waiting { reason: message, wait: backoff::unannounced(entropy) }
            }
            Err(WorkError::Dead(reason)) => Self::Dead { reason },
            Err(error) if attempt >= MAX_ATTEMPTS => {
                Self::Dead { reason: format!("gave up after {attempt} attempts: {error}") }
            }
            Err(error) => {
                let after = if let WorkError::Retry { after, .. } = &error { *after } else { None };
                let wait = after.unwrap_or_default().max(backoff::after(attempt, entropy));
                Self::Failed { reason: error.to_string(), wait }
            }
        }
    }

    /// Ends the claim of its record with it, then logs it; [`Outcome::Lost`] when the claim is no longer held.
    pub(crate) async fn commit(
        &self,
        database: &Database,
        claim: Claim,
        now: Timestamp,
    ) -> Result<Outcome, StorageError> {
        let (held, outcome) = match self {
            Self::Succeeded(worked) => {
                (claim.succeed(database, now, worked.corp_id.as_deref()).await?, Outcome::Succeeded)
            }
            Self::Failed { reason, wait } => (claim.fail(database, now, reason, now + *wait).await?, Outcome::Failed),
            Self::Waiting { reason, wait } => (claim.wait(database, now, reason, now + *wait).await?, Outcome::Failed),
            Self::Dead { reason } => (claim.die(database, now, reason).await?, Outcome::Dead),
        };
        if !held {
            return Ok(Outcome::Lost);
        }
        match self {
            Self::Succeeded(_) => tracing::info!("callback record succeeded"),
            Self::Failed { reason, wait } => {
                tracing::warn!(reason, wait_ms = millis(*wait), "callback record failed");
            }
            Self::Waiting { reason, wait } => {
                tracing::warn!(reason, wait_ms = millis(*wait), "callback record waits");
            }
            Self::Dead { reason } => tracing::error!(reason, "callback record is dead"),
        }
        Ok(outcome)
    }
}

fn millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_logged_in_milliseconds() {
        assert_eq!(millis(Duration::from_secs(2)), 2000);
        assert_eq!(millis(Duration::MAX), u64::MAX);
    }
}
