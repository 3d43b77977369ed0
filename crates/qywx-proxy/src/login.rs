//! The login itself: from a WeCom code to somebody the accounts know.

use std::sync::Arc;

use login_type::{CallError, Corp, ErrorKind, Grant, Host, Instances, Login, Platform, Profile, Revocation, Subject};
use serde_json::{Map, json};
use storage::{Access, CorpAuth, CorpAuthStatus};
use wecom_client::Identity;
use wecom_types::{CorpId, OauthCode, SuiteId, UserId};

use crate::{deps::Deps, elements::TYPE, error, instance::QywxProxyInstance};

/// The instance that serves a company: its own before the default ones, and among those one whose suite it authorised.
pub(crate) async fn instance_for(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    corp: &CorpId,
) -> Result<Arc<QywxProxyInstance>, CallError> {
    let own = instances.iter().filter(|(_, instance)| instance.corp_id() == Some(corp));
    let default = instances.iter().filter(|(_, instance)| instance.corp_id().is_none());
    for (_, instance) in own.chain(default) {
        if authorisation(deps, &instance.suite().id, corp).await.is_ok() {
            return Ok(Arc::clone(instance));
        }
    }
    Err(not_authorised(corp))
}

/// Exchanges a WeCom code, once, for the member it belongs to.
pub(crate) async fn recognise(
    deps: &Deps,
    instance: &QywxProxyInstance,
    corp: &CorpId,
    code: &str,
    host: &Host,
) -> Result<Grant, CallError> {
    let suite = &instance.suite().id;
    let auth = authorisation(deps, suite, corp).await?;
    refuse_unless_usable(&auth)?;
    let code = OauthCode::try_from(code)
        .map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, format!("argument code: {error}")))?;
    let identity = match deps.wecom.getuserinfo(suite, corp, &code).await {
        Ok(identity) => identity,
        Err(failure) => {
            stop_if_stale(deps, &auth, &failure).await?;
            return Err(error::of_login(failure));
        }
    };
    let Identity::Member { userid, .. } = identity else {
        return Err(CallError::new(ErrorKind::LoginRefused, "WeCom says this person is not a member of the company"));
    };
    let subject = Subject { login_type: TYPE, corp_id: corp.to_string(), id: userid.to_string() };
    let known = host.accounts.lookup(&subject).await?.is_some();
    let profile = if known { Profile::default() } else { profile(deps, suite, corp, &userid).await };
    let corp_name = auth.corp_name.unwrap_or_else(|| corp.to_string());
    Ok(Grant {
        subject,
        profile,
        instance: instance.name().clone(),
        realm: suite.to_string(),
        corps: vec![Corp { corp_id: corp.to_string(), corp_name }],
    })
}

/// Logs in, and takes it back if the company left while WeCom was being asked.
pub(crate) async fn log_in(deps: &Deps, grant: &Grant, platform: Platform, host: &Host) -> Result<Login, CallError> {
    let login = host.accounts.login(grant, platform).await?;
    still_authorised(deps, grant, host).await?;
    Ok(login)
}

/// Takes back what was just given if the company left while WeCom was being asked.
pub(crate) async fn still_authorised(deps: &Deps, grant: &Grant, host: &Host) -> Result<(), CallError> {
    let suite = error::suite_id(&grant.realm)?;
    let corp = error::corp_id(&grant.subject.corp_id)?;
    let standing = authorisation(deps, &suite, &corp).await.and_then(|auth| refuse_unless_usable(&auth));
    if standing.is_err() {
        let subject = Some(grant.subject.id.clone());
        let revocation = Revocation { realm: grant.realm.clone(), corp_id: corp.to_string(), subject };
        host.accounts.revoke(&revocation, "the company left during the login").await?;
    }
    standing
}

/// The error for a company that has not authorised the suite, or no longer.
pub(crate) fn not_authorised(corp: &CorpId) -> CallError {
    CallError::new(ErrorKind::CorpNotAuthorised, format!("company {corp} has not authorised this app, or no longer"))
}

async fn authorisation(deps: &Deps, suite: &SuiteId, corp: &CorpId) -> Result<CorpAuth, CallError> {
    let auth = deps.database.corp_auths().lookup(suite, corp).await.map_err(CallError::unavailable)?;
    auth.filter(|auth| auth.status != CorpAuthStatus::Cancelled).ok_or_else(|| not_authorised(corp))
}

fn refuse_unless_usable(auth: &CorpAuth) -> Result<(), CallError> {
    match auth.status {
        CorpAuthStatus::Authorised => Ok(()),
        CorpAuthStatus::Cancelled => Err(not_authorised(&auth.corp_id)),
        CorpAuthStatus::Disabled => Err(CallError::new(
            ErrorKind::LoginRefused,
            format!("company {} has switched the app off; its administrator can switch it on again", auth.corp_id),
        )),
        CorpAuthStatus::CredentialInvalid { errcode } => Err(CallError::new(
            ErrorKind::Upstream(errcode),
            format!(
                "WeCom no longer accepts the secret of company {}; the provider must press 重新获取 secret in its console",
                auth.corp_id
            ),
        )),
    }
}

/// Marks the company when its permanent code is dead, so that nothing more is sent with it.
async fn stop_if_stale(deps: &Deps, auth: &CorpAuth, failure: &wecom_client::Error) -> Result<(), CallError> {
    let (true, Some(errcode)) = (failure.remedy().stops_corp(), failure.errcode()) else {
        return Ok(());
    };
    tracing::error!(suite.id = %auth.suite_id, corp.id = %auth.corp_id, errcode, "the company's permanent code is dead");
    let auths = deps.database.corp_auths();
    let marked = auths.mark_credential_invalid(&auth.suite_id, &auth.corp_id, auth.code_version, errcode).await;
    marked.map(drop).map_err(CallError::unavailable)
}

/// What WeCom gives of a member's profile; little of it is ever granted, and none of it is worth failing a login for.
async fn profile(deps: &Deps, suite: &SuiteId, corp: &CorpId, userid: &UserId) -> Profile {
    let member = match deps.wecom.user_get(suite, corp, userid).await {
        Ok(member) => member,
        Err(failure) => {
            tracing::info!(suite.id = %suite, corp.id = %corp, error = %failure, "no profile to be had");
            return Profile::default();
        }
    };
    let mut extra = Map::new();
    if !member.department.is_empty() {
        extra.insert("department".to_owned(), json!(member.department));
    }
    Profile { name: member.name, avatar: None, extra }
}
