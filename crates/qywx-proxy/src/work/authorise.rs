//! `create_auth` and `reset_permanent_code` (97163, 97174, 97175): exchange the `AuthCode`, store, then look around.

use std::time::Duration;

use login_type::{WorkError, Worked};
use storage::{Access, Grant, GrantOutcome};
use wecom_client::Remedy;
use wecom_types::AuthCode;

use super::{Task, change_auth, dead, done, missing, of_storage, of_wecom};
use crate::event::digest;

/// How long an `AuthCode` lives (97174).
const AUTH_CODE_LIFETIME: Duration = Duration::from_mins(10);

pub(super) async fn work(task: &Task<'_>) -> Result<Worked, WorkError> {
    let Some(text) = task.event.field("AuthCode") else { return Err(missing("AuthCode")) };
    let grant_key = digest(text);
    let auths = task.deps.database.corp_auths();
    // An AuthCode is exchanged once; a second try must know that the first one succeeded.
    let stored = auths.lookup_by_grant_key(task.suite, &grant_key).await.map_err(of_storage)?;
    let auth = match stored {
        Some(auth) => auth,
        None => match exchange(task, text, grant_key).await? {
            GrantOutcome::Stored(auth) => auth,
            GrantOutcome::Superseded(auth) => return Ok(done(&auth.corp_id)),
        },
    };
    task.deps.wecom.forget_corp(task.suite, &auth.corp_id).await;
    change_auth::read(task, &auth).await?;
    Ok(done(&auth.corp_id))
}

/// Gets the permanent code and stores it before anything else: WeCom gives it once.
async fn exchange(task: &Task<'_>, text: &str, grant_key: String) -> Result<GrantOutcome, WorkError> {
    let auth_code = AuthCode::try_from(text).map_err(|error| dead(format!("AuthCode: {error}")))?;
    let age = task.deps.clock.now().since(task.record.received_at);
    if age >= AUTH_CODE_LIFETIME {
        return Err(expired(&format!("the AuthCode is {} minutes old and lives for 10", age.as_secs() / 60)));
    }
    let granted = match task.deps.wecom.get_permanent_code(task.suite, &auth_code).await {
        Ok(granted) => granted,
        // Of this call: the AuthCode was exchanged before, or is too old.
        Err(error) if error.remedy() == Remedy::RestartLogin => return Err(expired(&error.to_string())),
        Err(error) if matches!(error.remedy(), Remedy::WaitForTicket) => {
            let after = Some(Duration::from_secs(10));
            return Err(WorkError::Retry { message: error.to_string(), after });
        }
        Err(error) => return Err(of_wecom(&error)),
    };
    let grant = Grant {
        suite_id: task.suite.clone(),
        corp_id: granted.corp_id,
        corp_name: granted.corp_name,
        permanent_code: granted.permanent_code,
        grant_key,
        state: granted.state.or_else(|| task.event.field("State").map(str::to_owned)),
        event_time: task.event_time(),
    };
    task.deps.database.corp_auths().grant(grant).await.map_err(of_storage)
}

fn expired(why: &str) -> WorkError {
    dead(format!("{why}; press 重新获取 secret for this company in the provider console, which sends a new one"))
}
