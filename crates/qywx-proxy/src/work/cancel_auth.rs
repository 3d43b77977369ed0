//! `cancel_auth` (97174): the company leaves; its secrets are erased and nobody of it stays logged in.

use login_type::{WorkError, Worked};
use storage::{Access, CancelOutcome};

use super::{Task, done, of_storage};

pub(super) async fn work(task: &Task<'_>) -> Result<Worked, WorkError> {
    let corp = task.corp_id()?;
    let outcome = task.deps.database.corp_auths().cancel(task.suite, &corp, task.event_time()).await;
    if outcome.map_err(of_storage)? == CancelOutcome::Superseded {
        tracing::info!(suite.id = %task.suite, corp.id = %corp, "a cancel_auth older than the authorisation in force");
        return Ok(done(&corp));
    }
    task.deps.wecom.forget_corp(task.suite, &corp).await;
    task.revoke(&corp, None, "the company cancelled the authorisation").await?;
    Ok(done(&corp))
}
