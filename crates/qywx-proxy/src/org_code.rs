//! Organisation codes: the short names by which members find their company on the login page.

use login_type::{CallError, ErrorKind, Instances};
use serde_json::{Value, json};
use storage::wecom::{CorpAuth, CorpAuthStatus, SetOrgCode};
use wecom_types::{AgentId, CorpId, SuiteId};

use crate::{deps::Deps, instance::QywxProxyInstance, login, serving};

/// Longest organisation code, in characters.
const MAX_LEN: usize = 64;

/// Gives a company its organisation code; unique within the suite.
pub(crate) async fn set(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    corp: &CorpId,
    code: &str,
    suite: Option<&SuiteId>,
) -> Result<(), CallError> {
    let legible = |c: char| !c.is_whitespace() && !c.is_control() && !is_invisible(c);
    if code.is_empty() || code.chars().count() > MAX_LEN || !code.chars().all(legible) {
        let message = format!("argument code: 1 to {MAX_LEN} visible characters, no white space");
        return Err(CallError::new(ErrorKind::ValueNotAllowed, message));
    }
    let instance = serving::instance_for(deps, instances, corp, suite).await?;
    let set = deps.tables.corp_auths().set_org_code(&instance.suite().id, corp, Some(code)).await;
    match set.map_err(CallError::unavailable)? {
        SetOrgCode::Set => Ok(()),
        SetOrgCode::Taken => {
            let message = "this organisation code belongs to another company of the suite";
            Err(CallError::new(ErrorKind::NameTaken, message))
        }
        SetOrgCode::UnknownCorp => Err(login::not_authorised(corp)),
    }
}

/// The parameters of a QR code, for anybody who knows the organisation code.
pub(crate) async fn login_config(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    code: &str,
) -> Result<Value, CallError> {
    let mut refusal = None;
    for (_, instance) in instances.iter() {
        let suite = &instance.suite().id;
        let auth = deps.tables.corp_auths().lookup_by_org_code(suite, code).await.map_err(CallError::unavailable)?;
        let Some(auth) = auth else { continue };
        let served = match agent_of(&auth) {
            Ok(agent) => serving::instance_for(deps, instances, &auth.corp_id, Some(suite)).await.map(|_| agent),
            Err(error) => Err(error),
        };
        match served {
            Ok(agent) => return Ok(json!({ "corpId": auth.corp_id.as_str(), "agentId": agent.get() })),
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    let unknown = || CallError::new(ErrorKind::UnknownCompany, "no company has this organisation code");
    Err(refusal.unwrap_or_else(unknown))
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

/// Characters of no width and marks of direction: a code with one of them cannot be typed.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}
