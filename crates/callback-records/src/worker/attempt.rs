//! An attempt: has the work of a claimed record done, keeps the claim meanwhile, writes down the outcome.

use std::{sync::Arc, time::Duration};

use error_chain::ErrorChain;
use login_type::{CallbackRecord, SecretText, WorkError, Worked};
use secrecy::{ExposeSecret, SecretString};
use storage::{Claim, ClaimedRecord, StorageError};
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

use super::{LEASE, Worker};
use crate::{Outcome, backoff::MAX_ATTEMPTS, verdict::Verdict};

/// How long the work of one record may take.
const WORK_LIMIT: Duration = Duration::from_mins(1);
/// How often a claim is renewed: often enough that two renewals may fail.
const RENEWAL: Duration = Duration::from_secs(10);

impl Worker {
    /// Attempts the work of a record that this worker claimed, and tells the observer how that ended.
    ///
    /// # Errors
    /// When the database does not take the outcome: the record stays claimed until the lease runs out.
    pub(super) async fn attempt(&self, claim: Claim, claimed: ClaimedRecord) -> Result<(), StorageError> {
        let event_type = claimed.record.event_type.clone();
        let outcome = match self.judge(&claim, claimed).await {
            Some(verdict) => verdict.commit(&self.records.database, claim, self.records.clock.now()).await,
            None => Ok(Outcome::Lost),
        };
        if let Ok(Outcome::Lost) = outcome {
            tracing::warn!("another worker took the callback record over: what came of this try does not count");
        }
        self.observer.ended(&event_type, *outcome.as_ref().unwrap_or(&Outcome::Lost));
        outcome.map(drop)
    }

    /// The attempt's verdict on the record; `None` when the claim was lost.
    async fn judge(&self, claim: &Claim, claimed: ClaimedRecord) -> Option<Verdict> {
        let attempt = u32::try_from(claimed.record.attempts).unwrap_or(u32::MAX);
        if attempt > MAX_ATTEMPTS {
            let reason = format!(
                "gave up after {MAX_ATTEMPTS} attempts: of the last one nothing came back, as if the work had stopped the \
                 server; look at the server's log of that time before you queue the record again"
            );
            return Some(Verdict::Dead { reason });
        }
        let login_type = claimed.record.login_type.clone();
        match open(claimed, attempt) {
            Ok(record) => {
                let worked = self.work_under_lease(claim, login_type, record).await?;
                Some(Verdict::new(worked, attempt, &*self.entropy))
            }
            Err(error) => {
                let error = error.chain();
                let reason =
                    format!("the message cannot be read: {error}; put that right, then queue the record again");
                Some(Verdict::Dead { reason })
            }
        }
    }

    /// Has the work done within its limit and renews the claim meanwhile; `None` when the claim was lost.
    async fn work_under_lease(
        &self,
        claim: &Claim,
        login_type: String,
        record: CallbackRecord,
    ) -> Option<Result<Worked, WorkError>> {
        let (database, clock) = (&self.records.database, &self.records.clock);
        let work = Arc::clone(&self.work);
        // In a task of its own, so that a panic ends the work alone; it ends with this attempt in any case.
        let work = tokio::spawn(async move { work.work(&login_type, &record).await }.in_current_span());
        let mut work = AbortOnDropHandle::new(work);
        let mut limit = clock.sleep(WORK_LIMIT);
        loop {
            tokio::select! {
                biased;
                worked = &mut work => return Some(worked.unwrap_or_else(|_| Err(failed("the work panicked")))),
                () = &mut limit => {
                    return Some(Err(failed(&format!("took longer than {} s", WORK_LIMIT.as_secs()))));
                }
                () = clock.sleep(RENEWAL) => match claim.renew(database, clock.now() + LEASE).await {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(error) => tracing::warn!(error = %error.chain(), "the claim could not be renewed"),
                },
            }
        }
    }
}

/// The record as a login type gets it.
fn open(claimed: ClaimedRecord, attempt: u32) -> Result<CallbackRecord, StorageError> {
    let payload: SecretString = claimed.payload?;
    let payload = SecretText::new(payload.expose_secret());
    let claimed = claimed.record;
    let mut record = CallbackRecord::new(claimed.id, claimed.realm, claimed.event_type, claimed.event_time, payload);
    record.corp_id = claimed.corp_id;
    record.received_at = claimed.received_at;
    record.attempt = attempt;
    record.request_id = claimed.request_id;
    Ok(record)
}

fn failed(message: &str) -> WorkError {
    WorkError::retry(message)
}
