//! `cancel_auth` (97174): the company leaves; its secrets are erased and nobody of it stays logged in.

use login_type::{WorkError, Worked};
use storage::wecom::CancelOutcome;

use super::{Task, changed, done, of_storage};
use crate::tokens;

pub(super) async fn work(task: &Task<'_>) -> Result<Worked, WorkError> {
    let corp = task.corp_id()?;
    let outcome = task.deps.tables.corp_auths().cancel(task.suite, &corp, task.event_time()).await;
    let reason = "the company cancelled the authorisation";
    if outcome.map_err(of_storage)? == CancelOutcome::Superseded {
        tracing::info!(suite.id = %task.suite, corp.id = %corp, "a cancel_auth older than the authorisation in force");
        // Members who were logged in before it are out all the same, as if the events had come in their order.
        task.revoke(&corp, None, task.event_time().min(task.record.received_at), reason).await?;
        return Ok(done(&corp));
    }
    tokens::forget_corp(task.deps, task.suite, &corp).await.map_err(of_storage)?;
    let now = task.deps.clock.now();
    task.revoke(&corp, None, now, reason).await?;
    Ok(changed(&corp))
}
