//! `change_auth` (97174): nothing in it says what changed, so `v2/get_auth_info` is read again (100795).

use login_type::{WorkError, Worked};
use serde_json::json;
use storage::{Access, Authorisation, CorpAuth, CorpAuthStatus};

use super::{Task, done, of_call, of_storage, of_wecom};
use crate::login;

pub(super) async fn work(task: &Task<'_>) -> Result<Worked, WorkError> {
    let corp = task.corp_id()?;
    let auth = task.deps.database.corp_auths().lookup(task.suite, &corp).await.map_err(of_storage)?;
    match auth {
        Some(auth) if auth.status != CorpAuthStatus::Cancelled => read(task, &auth).await?,
        // Cancelled, or its create_auth is still to come and will read the same.
        _ => tracing::info!(suite.id = %task.suite, corp.id = %corp, "change_auth of a company that is not authorised"),
    }
    Ok(done(&corp))
}

/// Takes over agentid, name, visible range, and whether the app is switched on.
pub(super) async fn read(task: &Task<'_>, auth: &CorpAuth) -> Result<(), WorkError> {
    let Some(permanent_code) = &auth.permanent_code else { return Ok(()) };
    let (deps, corp) = (task.deps, &auth.corp_id);
    let asked_at = deps.clock.now();
    let answer = match deps.wecom.get_auth_info(task.suite, corp, permanent_code).await {
        Ok(answer) => answer,
        Err(failure) => {
            let marked = login::stop_if_stale(deps, auth, &failure, asked_at, task.host).await;
            marked.map_err(|error| of_call(&error))?;
            return Err(of_wecom(&failure));
        }
    };
    let agent = answer.agents.first();
    let range = agent.and_then(|agent| agent.privilege.as_ref()).map(|privilege| {
        json!({
            "allowUser": privilege.allow_user,
            "allowParty": privilege.allow_party,
            "allowTag": privilege.allow_tag,
        })
    });
    let told = Authorisation {
        corp_name: answer.corp_name.clone(),
        agent_id: agent.map(|agent| agent.agentid),
        visible_range: range,
        status: if agent.is_some() { CorpAuthStatus::Authorised } else { CorpAuthStatus::Disabled },
    };
    let is_off = told.status == CorpAuthStatus::Disabled;
    let auths = deps.database.corp_auths();
    let applied = auths.apply_auth_info(task.suite, corp, auth.code_version, told, asked_at).await;
    if !applied.map_err(of_storage)? {
        tracing::info!(suite.id = %task.suite, corp.id = %corp, "something newer is known of the authorisation");
    } else if is_off {
        task.revoke(corp, None, asked_at, "the company switched the app off").await?;
    } else if auth.status != CorpAuthStatus::Authorised {
        // A secret that was refused while the app was off may be good again; a token that is good stays.
        deps.wecom.forget_corp(task.suite, corp).await;
    }
    Ok(())
}
