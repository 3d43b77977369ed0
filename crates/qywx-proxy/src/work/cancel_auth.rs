//! `cancel_auth` (97174): the company leaves; its secrets are erased and nobody of it stays logged in.

use login_type::{WorkError, Worked};
use storage::{Access, CancelOutcome};

use super::{Task, changed, done, of_storage};
use crate::tokens;

pub(super) async fn work(task: &Task<'_>) -> Result<Worked, WorkError> {
    let corp = task.corp_id()?;
    let outcome = task.deps.database.corp_auths().cancel(task.suite, &corp, task.event_time()).await;
    if outcome.map_err(of_storage)? == CancelOutcome::Superseded {
        tracing::info!(suite.id = %task.suite, corp.id = %corp, "a cancel_auth older than the authorisation in force");
        return Ok(done(&corp));
    }
    tokens::forget_corp(task.deps, task.suite, &corp).await.map_err(of_storage)?;
    let now = task.deps.clock.now();
    task.revoke(&corp, None, now, "the company cancelled the authorisation").await?;
    Ok(changed(&corp))
}
