//! Organisation codes: the short names by which members find their company on the login page.

use login_type::{CallError, ErrorKind, Instances};
use serde_json::{Value, json};
use storage::{Access, CorpAuth, CorpAuthStatus, SetOrgCode};
use wecom_types::{AgentId, CorpId};

use crate::{deps::Deps, instance::QywxProxyInstance, login};

/// Longest organisation code, in characters.
const MAX_LEN: usize = 64;

/// Gives a company its organisation code; unique within the suite.
pub(crate) async fn set(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    corp: &CorpId,
    code: &str,
) -> Result<(), CallError> {
    if code.is_empty() || code.chars().count() > MAX_LEN || code.contains(|c: char| c.is_whitespace() || c.is_control())
    {
        let message = format!("argument code: 1 to {MAX_LEN} characters, no white space");
        return Err(CallError::new(ErrorKind::ValueNotAllowed, message));
    }
    let instance = login::instance_for(deps, instances, corp).await?;
    let set = deps.database.corp_auths().set_org_code(&instance.suite().id, corp, Some(code)).await;
    match set.map_err(CallError::unavailable)? {
        SetOrgCode::Set => Ok(()),
        SetOrgCode::Taken => Err(CallError::new(
            ErrorKind::OrgCodeTaken,
            "this organisation code belongs to another company of the suite",
        )),
        SetOrgCode::UnknownCorp => Err(login::not_authorised(corp)),
    }
}

/// What a QR code needs, for whoever knows the organisation code.
pub(crate) async fn login_config(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    code: &str,
) -> Result<Value, CallError> {
    let auths = deps.database.corp_auths();
    for (_, instance) in instances.iter() {
        let auth = auths.lookup_by_org_code(&instance.suite().id, code).await.map_err(CallError::unavailable)?;
        let Some(auth) = auth else { continue };
        if instance.corp_id().is_some_and(|own| *own != auth.corp_id) {
            continue;
        }
        instance.admit(&auth.corp_id)?;
        return Ok(json!({ "corpId": auth.corp_id.as_str(), "agentId": agent_of(&auth)?.get() }));
    }
    Err(CallError::new(ErrorKind::UnknownOrgCode, "no company has this organisation code"))
}

/// The app's agentid in a company that may log in now.
pub(crate) fn agent_of(auth: &CorpAuth) -> Result<AgentId, CallError> {
    if auth.status == CorpAuthStatus::Cancelled {
        return Err(login::not_authorised(&auth.corp_id));
    }
    auth.agent_id.ok_or_else(|| {
        let message =
            format!("the app of company {} is still being set up: its agentid is not known yet", auth.corp_id);
        CallError::new(ErrorKind::UpstreamUnavailable, message)
    })
}
