//! `change_auth` (97174): nothing in it says what changed, so `v2/get_auth_info` is read again (100795).

use login_type::{WorkError, Worked};
use serde_json::json;
use storage::{Access, Authorisation, CorpAuth, CorpAuthStatus};

use super::{Task, done, of_storage, of_wecom};

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
    let corp = &auth.corp_id;
    let auths = task.deps.database.corp_auths();
    let answer = match task.deps.wecom.get_auth_info(task.suite, corp, permanent_code).await {
        Ok(answer) => answer,
        Err(error) => {
            if let (true, Some(errcode)) = (error.remedy().stops_corp(), error.errcode()) {
                let marked = auths.mark_credential_invalid(task.suite, corp, auth.code_version, errcode).await;
                marked.map_err(of_storage)?;
            }
            return Err(of_wecom(&error));
        }
    };
    let agent = answer.agents.first();
    let status = if agent.is_some() { CorpAuthStatus::Authorised } else { CorpAuthStatus::Disabled };
    let range = agent.and_then(|agent| agent.privilege.as_ref()).map(|privilege| {
        json!({
            "allowUser": privilege.allow_user,
            "allowParty": privilege.allow_party,
            "allowTag": privilege.allow_tag,
        })
    });
    let info = Authorisation {
        corp_name: answer.corp_name.clone(),
        agent_id: agent.map(|agent| agent.agentid),
        visible_range: range,
        status: status.clone(),
    };
    let applied = auths.apply_auth_info(task.suite, corp, info, task.event_time()).await.map_err(of_storage)?;
    match status {
        CorpAuthStatus::Disabled if applied => task.revoke(corp, None, "the company switched the app off").await?,
        // A secret that was refused while the app was off may be good again.
        _ => task.deps.wecom.forget_corp(task.suite, corp).await,
    }
    Ok(())
}
