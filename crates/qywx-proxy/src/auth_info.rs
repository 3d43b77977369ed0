//! Reads `v2/get_auth_info` (100795) and takes over what it says: when an event says that something changed, and when a
//! company's turn has come without one.

use clock::Timestamp;
use error_chain::ErrorChain;
use login_type::{CallError, Host};
use serde_json::json;
use storage::wecom::{Authorisation, CorpAuth, CorpAuthStatus, StorageError};
use wecom_client::endpoints::get_auth_info::{Agent, Privilege, Response};

use crate::{deps::Deps, elements::TYPE, revocation, stale_code::stop_if_stale};

/// Why it was not read, or not taken over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error(transparent)]
    Wecom(wecom_client::Error),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Accounts(#[from] CallError),
}

impl From<ReadError> for CallError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Wecom(failure) => {
                let advice = failure.advice();
                qywx_login::of_login(failure, advice)
            }
            ReadError::Storage(failure) => CallError::unavailable(failure),
            ReadError::Accounts(failure) => failure,
        }
    }
}

/// Takes over agentid, name, visible range, and whether the app is switched on; whoever may not log in any more is logged
/// out. Facts that are known to be later stay as they are.
pub(crate) async fn read(deps: &Deps, host: &Host, auth: &CorpAuth) -> Result<(), ReadError> {
    let Some(permanent_code) = &auth.permanent_code else { return Ok(()) };
    let (suite, corp) = (&auth.suite_id, &auth.corp_id);
    let auths = deps.tables.corp_auths();
    let asked_at = deps.clock.now();
    let answer = match deps.wecom.get_auth_info(suite, corp, permanent_code).await {
        Ok(answer) => answer,
        Err(failure) => {
            stop_if_stale(&deps.tables, auth, &failure, asked_at, host).await?;
            if failure.stops_corp().is_some() {
                let next = deps.reconcile.after_refusal(asked_at);
                auths.reconcile_at(suite, corp, auth.code_version, next).await?;
            }
            return Err(ReadError::Wecom(failure));
        }
    };
    if apply(deps, auth, told(&answer), asked_at).await? {
        log_out_who_may_not(host, auth, &answer, asked_at).await?;
        // A secret that was refused while the app was off may be good again.
        deps.wecom.revive_corp(suite, corp);
    } else {
        tracing::info!(suite.id = %suite, corp.id = %corp, "something newer is known of the authorisation");
    }
    Ok(auths.reconcile_at(suite, corp, auth.code_version, deps.reconcile.next(asked_at)).await?)
}

/// Takes over what was told; what the database refuses to keep of it is left out.
async fn apply(deps: &Deps, auth: &CorpAuth, told: Authorisation, asked_at: Timestamp) -> Result<bool, StorageError> {
    let auths = deps.tables.corp_auths();
    let apply = |told| auths.apply_auth_info(&auth.suite_id, &auth.corp_id, auth.code_version, told, asked_at);
    match apply(told.clone()).await {
        Err(StorageError::Refused(cause)) => {
            let (suite, corp) = (&auth.suite_id, &auth.corp_id);
            tracing::error!(suite.id = %suite, corp.id = %corp, error = %cause.chain(), "the database refused a company's name or visible range");
            apply(Authorisation { corp_name: None, visible_range: None, ..told }).await
        }
        applied => applied,
    }
}

fn told(answer: &Response) -> Authorisation {
    let agent = answer.agents.first();
    let range = privilege(answer).map(|privilege| {
        json!({
            "allowUser": privilege.allow_user,
            "allowParty": privilege.allow_party,
            "allowTag": privilege.allow_tag,
        })
    });
    Authorisation {
        corp_name: answer.corp_name.clone(),
        agent_id: agent.map(|agent| agent.agentid),
        visible_range: range,
        status: if agent.is_some() { CorpAuthStatus::Authorised } else { CorpAuthStatus::Disabled },
    }
}

fn privilege(answer: &Response) -> Option<&Privilege> {
    answer.agents.first().and_then(|agent: &Agent| agent.privilege.as_ref())
}

/// Ends the sessions of everybody when the app is switched off, and of those who are not in its visible range when that is
/// a list of members; who belongs to a department or has a tag, WeCom tells with `unsubscribe` alone.
async fn log_out_who_may_not(
    host: &Host,
    auth: &CorpAuth,
    answer: &Response,
    asked_at: Timestamp,
) -> Result<(), CallError> {
    let (suite, corp) = (&auth.suite_id, &auth.corp_id);
    if answer.agents.is_empty() {
        return revocation::revoke(host, suite, corp, None, asked_at, "the company switched the app off").await;
    }
    let Some(range) = privilege(answer) else { return Ok(()) };
    if range.allow_user.is_empty() || !range.allow_party.is_empty() || !range.allow_tag.is_empty() {
        return Ok(());
    }
    for subject in host.accounts.subjects(TYPE, suite.as_str(), corp.as_str()).await? {
        if !range.allow_user.iter().any(|member| member.as_str() == subject) {
            let reason = "the member is not in the app's visible range";
            revocation::revoke(host, suite, corp, Some(&subject), asked_at, reason).await?;
        }
    }
    Ok(())
}
