//! `change_auth` (97174): nothing in it says what changed, so `v2/get_auth_info` is read again (100795).

use login_type::{WorkError, Worked};
use storage::wecom::CorpAuthStatus;

use super::{Task, changed, done, of_storage};

pub(super) async fn work(task: &Task<'_>) -> Result<Worked, WorkError> {
    let corp = task.corp_id()?;
    let auth = task.deps.tables.corp_auths().lookup(task.suite, &corp).await.map_err(of_storage)?;
    match auth {
        Some(auth) if auth.status != CorpAuthStatus::Cancelled => {
            task.read(&auth).await?;
            Ok(changed(&corp))
        }
        // Cancelled, or its create_auth is still to come and will read the same.
        _ => {
            tracing::info!(suite.id = %task.suite, corp.id = %corp, "change_auth of a company that is not authorised");
            Ok(done(&corp))
        }
    }
}
