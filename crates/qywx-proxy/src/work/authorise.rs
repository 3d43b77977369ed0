//! `create_auth` and `reset_permanent_code` (97163, 97174, 97175): exchange the `AuthCode`, store, then look around.

use std::time::Duration;

use clock::Timestamp;
use error_chain::ErrorChain;
use login_type::{WorkError, Worked};
use qywx_login::callback::digest;
use storage::wecom::{CorpAuth, CorpAuthStatus, CorpGrant, GrantOutcome, SetOrgCode, StorageError};
use wecom_client::Remedy;
use wecom_types::{AuthCode, SuiteId};

use super::{Task, changed, done, missing, of_storage, of_wecom};
use crate::{authorisation_link, deps::Deps, exchanges::Exchanged, tokens};

/// How long an `AuthCode` lives (97174).
const AUTH_CODE_LIFETIME: Duration = Duration::from_mins(10);
/// How often storing a permanent code is tried a second apart, before it is tried more seldom: WeCom gives it once.
const SOON_TRIES: u32 = 30;
const SOON: Duration = Duration::from_secs(1);
const SELDOM: Duration = Duration::from_secs(15);

pub(super) async fn work(task: &Task<'_>) -> Result<Worked, WorkError> {
    let Some(text) = task.event.field("AuthCode") else { return Err(missing("AuthCode")) };
    let auth_code = AuthCode::try_from(text).map_err(|error| WorkError::dead(format!("AuthCode: {error}")))?;
    let exchange = Exchange {
        deps: task.deps.clone(),
        suite: task.suite.clone(),
        grant_key: digest(text),
        auth_code,
        state: task.event.field("State").map(str::to_owned),
        event_time: task.event_time(),
        received_at: task.record.received_at,
    };
    let key = (task.suite.clone(), exchange.grant_key.clone());
    let auth = match task.deps.exchanges.join(key, || exchange.run()).await? {
        GrantOutcome::Stored(auth) => auth,
        GrantOutcome::Superseded(auth) if auth.status == CorpAuthStatus::Cancelled => {
            tracing::info!(suite.id = %task.suite, corp.id = %auth.corp_id, "the company has cancelled since");
            return Ok(done(&auth.corp_id));
        }
        GrantOutcome::Superseded(auth) => {
            return Err(WorkError::dead(format!(
                "company {} has a newer authorisation than this event's, which stays; if its members cannot log in, \
                 press 重新获取 secret in the provider console",
                auth.corp_id
            )));
        }
    };
    take_over_code(task, &auth).await?;
    tokens::forget_corp(task.deps, task.suite, &auth.corp_id).await.map_err(of_storage)?;
    task.read(&auth).await?;
    Ok(changed(&auth.corp_id))
}

/// Gives a company the organisation code that its link carried, unless it has one or another company has it.
async fn take_over_code(task: &Task<'_>, auth: &CorpAuth) -> Result<(), WorkError> {
    let Some(code) = auth.state.as_deref().and_then(authorisation_link::code_in) else { return Ok(()) };
    if auth.org_code.is_some() {
        return Ok(());
    }
    let set = task.deps.tables.corp_auths().set_org_code(task.suite, &auth.corp_id, Some(code)).await;
    if set.map_err(of_storage)? != SetOrgCode::Set {
        tracing::warn!(suite.id = %task.suite, corp.id = %auth.corp_id, "the organisation code of a link is another company's");
    }
    Ok(())
}

/// An `AuthCode` that is to be exchanged, with what is stored of it.
struct Exchange {
    deps: Deps,
    suite: SuiteId,
    grant_key: String,
    auth_code: AuthCode,
    state: Option<String>,
    event_time: Timestamp,
    received_at: Timestamp,
}

impl Exchange {
    /// Gets the permanent code and stores it before anything else. To be run to its end: the code cannot be had again.
    async fn run(self) -> Exchanged {
        let Self { deps, suite, grant_key, auth_code, state, event_time, received_at } = self;
        // An AuthCode is exchanged once; a second try must know that the first one succeeded.
        let stored = deps.tables.corp_auths().lookup_by_grant_key(&suite, &grant_key).await;
        if let Some(auth) = stored.map_err(of_storage)? {
            return Ok(GrantOutcome::Stored(auth));
        }
        if let Some(grant) = deps.tables.corp_auths().lookup_pending(&suite, &grant_key).await.map_err(of_storage)? {
            tracing::info!(suite.id = %suite, corp.id = %grant.corp_id, "a permanent code of a process that ended is filed");
            return Ok(store(&deps, grant).await);
        }
        let age = deps.clock.now().since(received_at);
        if age >= AUTH_CODE_LIFETIME {
            return Err(expired(&format!("the AuthCode is {} minutes old and lives for 10", age.as_secs() / 60)));
        }
        let granted = deps.wecom.get_permanent_code(&suite, &auth_code).await.map_err(|error| of_exchange(&error))?;
        // The chaos run measures from this line to the next one.
        tracing::debug!(grant.key = grant_key, "WeCom answered an AuthCode");
        let grant = CorpGrant {
            suite_id: suite,
            corp_id: granted.corp_id,
            corp_name: granted.corp_name,
            permanent_code: granted.permanent_code,
            grant_key,
            state: granted.state.or(state),
            event_time,
        };
        // A small write first: a code that is not written when the process ends cannot be had again.
        match deps.tables.corp_auths().keep_pending(&grant).await {
            Ok(()) => tracing::debug!(grant.key = grant.grant_key, "a permanent code is written down"),
            Err(error) => {
                tracing::warn!(error = %error.chain(), "a permanent code could not be written down at once");
            }
        }
        Ok(store(&deps, grant).await)
    }
}

/// Stores the permanent code, however long the database is away; without what else WeCom said if the database refuses that.
async fn store(deps: &Deps, mut grant: CorpGrant) -> GrantOutcome {
    let mut tries = 1;
    loop {
        match deps.tables.corp_auths().grant(grant.clone()).await {
            Ok(outcome) => return outcome,
            Err(StorageError::Refused(cause)) if grant.corp_name.is_some() || grant.state.is_some() => {
                tracing::error!(error = %cause.chain(), "the database refused a company's name; its permanent code is stored without");
                grant = CorpGrant { corp_name: None, state: None, ..grant };
            }
            Err(error) => {
                tracing::error!(error = %error.chain(), tries, "a permanent code could not be stored; trying again");
                deps.clock.sleep(if tries < SOON_TRIES { SOON } else { SELDOM }).await;
                tries = tries.saturating_add(1);
            }
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
    WorkError::dead(format!(
        "{why}; press 重新获取 secret for this company in the provider console, which sends a new one"
    ))
}
