//! `create_auth` and `reset_permanent_code` (97163, 97174, 97175): exchange the `AuthCode`, store, then look around.

use std::time::Duration;

use login_type::{WorkError, Worked};
use storage::{Access, CorpAuthStatus, Grant, GrantOutcome, StorageError};
use tracing::Instrument;
use wecom_client::Remedy;
use wecom_types::AuthCode;

use super::{Task, changed, dead, done, missing, of_storage, of_wecom, retry};
use crate::{deps::Deps, event::digest, tokens};

/// How long an `AuthCode` lives (97174).
const AUTH_CODE_LIFETIME: Duration = Duration::from_mins(10);
/// How often storing a permanent code is tried, a second apart: WeCom gives it once.
const STORE_TRIES: u32 = 30;

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
            GrantOutcome::Superseded(auth) if auth.status == CorpAuthStatus::Cancelled => {
                tracing::info!(suite.id = %task.suite, corp.id = %auth.corp_id, "the company has cancelled since");
                return Ok(done(&auth.corp_id));
            }
            GrantOutcome::Superseded(auth) => {
                return Err(dead(format!(
                    "company {} has a newer authorisation than this event's, which stays; if its members cannot log \
                     in, press 重新获取 secret in the provider console",
                    auth.corp_id
                )));
            }
        },
    };
    tokens::forget_corp(task.deps, task.suite, &auth.corp_id).await.map_err(of_storage)?;
    task.read(&auth).await?;
    Ok(changed(&auth.corp_id))
}

/// Gets the permanent code and stores it before anything else, in a task of its own: it goes on when the worker gives
/// up waiting, because the code cannot be had again.
async fn exchange(task: &Task<'_>, text: &str, grant_key: String) -> Result<GrantOutcome, WorkError> {
    let auth_code = AuthCode::try_from(text).map_err(|error| dead(format!("AuthCode: {error}")))?;
    let age = task.deps.clock.now().since(task.record.received_at);
    if age >= AUTH_CODE_LIFETIME {
        return Err(expired(&format!("the AuthCode is {} minutes old and lives for 10", age.as_secs() / 60)));
    }
    let (deps, suite, event_time) = (task.deps.clone(), task.suite.clone(), task.event_time());
    let state = task.event.field("State").map(str::to_owned);
    let exchange = async move {
        let granted = deps.wecom.get_permanent_code(&suite, &auth_code).await.map_err(|error| of_exchange(&error))?;
        let grant = Grant {
            suite_id: suite,
            corp_id: granted.corp_id,
            corp_name: granted.corp_name,
            permanent_code: granted.permanent_code,
            grant_key,
            state: granted.state.or(state),
            event_time,
        };
        store(&deps, grant).await.map_err(of_storage)
    };
    let exchanged = tokio::spawn(exchange.in_current_span());
    exchanged.await.unwrap_or_else(|_| Err(retry("the exchange broke off")))
}

/// Stores the permanent code, also when the database is away for a moment.
async fn store(deps: &Deps, grant: Grant) -> Result<GrantOutcome, StorageError> {
    let mut tries = 1;
    loop {
        match deps.database.corp_auths().grant(grant.clone()).await {
            Err(error) if tries < STORE_TRIES => {
                tracing::error!(error = %error, tries, "a permanent code could not be stored; trying again");
                deps.clock.sleep(Duration::from_secs(1)).await;
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

fn of_exchange(error: &wecom_client::Error) -> WorkError {
    match error.remedy() {
        // Of this call: the AuthCode was exchanged before, or is too old.
        Remedy::RestartLogin => expired(&error.to_string()),
        _ => of_wecom(error),
    }
}

fn expired(why: &str) -> WorkError {
    dead(format!("{why}; press 重新获取 secret for this company in the provider console, which sends a new one"))
}
