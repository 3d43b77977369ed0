//! The login itself: from a WeCom code to somebody the accounts know.

use std::sync::Arc;

use async_trait::async_trait;
use clock::Timestamp;
use login_type::{CallError, Corp, ErrorKind, Grant, Host, Instances, Membership, Subject};
use qywx_login::{Door, Entrance, Recognise};
use storage::{Access, CorpAuth, CorpAuthStatus};
use wecom_client::{Identity, Remedy, endpoints::user_get, policy};
use wecom_types::{CorpId, OauthCode, SuiteId, UserId};

use crate::{deps::Deps, elements::TYPE, instance::QywxProxyInstance, refusal, revocation};

/// The instance that serves a company: its own before the default ones, among those whose suite it authorised and, where
/// one is named, of that suite. An instance that is switched off is passed over while there is another, but never one of the
/// company's own for one that is for everybody.
pub(crate) async fn instance_for(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    corp: &CorpId,
    suite: Option<&SuiteId>,
) -> Result<Arc<QywxProxyInstance>, CallError> {
    let own = instances.iter().filter(|(_, instance)| instance.corp_id() == Some(corp));
    let default = instances.iter().filter(|(_, instance)| instance.corp_id().is_none());
    let mut refusal = None;
    for (_, instance) in own.chain(default) {
        if suite.is_some_and(|suite| *suite != instance.suite().id) {
            continue;
        }
        let Some(_auth) = authorisation(deps, &instance.suite().id, corp).await? else { continue };
        match instance.refuse_unless_for(corp) {
            Ok(()) => return Ok(Arc::clone(instance)),
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    Err(refusal.unwrap_or_else(|| not_authorised(corp)))
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
    let auth = authorisation(deps, suite, corp).await?.ok_or_else(|| not_authorised(corp))?;
    refuse_unless_usable(&auth)?;
    let corp_name = auth.corp_name.clone().unwrap_or_else(|| corp.to_string());
    let entrance = Entrance {
        login_type: TYPE,
        instance: instance.name(),
        realm: suite.to_string(),
        corp: Corp { corp_id: corp.to_string(), corp_name },
    };
    qywx_login::admit(&Authorised { deps, auth: &auth }, entrance, code, host).await
}

/// What WeCom says of a member who logged in before. A company that has no usable authorisation is not asked about: what ends
/// its sessions is done when that is heard.
pub(crate) async fn recheck(
    deps: &Deps,
    suite: &SuiteId,
    subject: &Subject,
    host: &Host,
) -> Result<Membership, CallError> {
    let Ok(corp) = CorpId::try_from(subject.corp_id.as_str()) else { return Ok(Membership::Unknown) };
    let auth = authorisation(deps, suite, &corp).await?;
    let Some(auth) = auth.filter(|auth| auth.status == CorpAuthStatus::Authorised) else {
        return Ok(Membership::Unknown);
    };
    let asked_at = deps.clock.now();
    match qywx_login::recheck(&Authorised { deps, auth: &auth }, subject).await {
        Ok(membership) => Ok(membership),
        Err(failure) => {
            stop_if_stale(deps, &auth, &failure, asked_at, host).await?;
            let advice = failure.advice();
            Err(qywx_login::of_login(failure, advice))
        }
    }
}

/// The door of a company that authorised a suite.
pub(crate) struct Authorised<'a> {
    pub(crate) deps: &'a Deps,
    pub(crate) auth: &'a CorpAuth,
}

#[async_trait]
impl Door for Authorised<'_> {
    async fn identify(&self, code: &OauthCode, asked_at: Timestamp, host: &Host) -> Result<Identity, CallError> {
        let Self { deps, auth } = self;
        match deps.wecom.getuserinfo(&auth.suite_id, &auth.corp_id, code).await {
            Ok(identity) => Ok(identity),
            Err(failure) => {
                stop_if_stale(deps, auth, &failure, asked_at, host).await?;
                let advice = failure.advice();
                Err(qywx_login::of_login(failure, advice))
            }
        }
    }

    async fn member(&self, userid: &UserId) -> Result<user_get::Response, wecom_client::Error> {
        self.deps.wecom.user_get(&self.auth.suite_id, &self.auth.corp_id, userid).await
    }
}

/// The error for a company that has not authorised the suite, or no longer.
pub(crate) fn not_authorised(corp: &CorpId) -> CallError {
    CallError::new(ErrorKind::CorpNotAuthorised, format!("company {corp} has not authorised this app, or no longer"))
}

/// Marks the company when WeCom refused its permanent code, so that nothing more is sent with it; where WeCom says that
/// the company cancelled, nobody of it stays logged in.
pub(crate) async fn stop_if_stale(
    deps: &Deps,
    auth: &CorpAuth,
    failure: &wecom_client::Error,
    asked_at: Timestamp,
    host: &Host,
) -> Result<(), CallError> {
    let Some(errcode) = failure.stops_corp() else { return Ok(()) };
    let (suite, corp) = (&auth.suite_id, &auth.corp_id);
    let noted = refusal::note(&deps.database, (suite, corp), auth.code_version, errcode, asked_at).await;
    if !noted.map_err(CallError::unavailable)? {
        return Ok(());
    }
    if failure.remedy() != Remedy::CorpCancelled {
        return Ok(());
    }
    let reason = "WeCom says that the company cancelled the authorisation";
    revocation::revoke(host, suite, corp, None, asked_at, reason).await
}

/// The authorisation of a company that has not cancelled it.
pub(crate) async fn authorisation(deps: &Deps, suite: &SuiteId, corp: &CorpId) -> Result<Option<CorpAuth>, CallError> {
    let auth = deps.database.corp_auths().lookup(suite, corp).await.map_err(CallError::unavailable)?;
    Ok(auth.filter(|auth| auth.status != CorpAuthStatus::Cancelled))
}

fn refuse_unless_usable(auth: &CorpAuth) -> Result<(), CallError> {
    let corp = &auth.corp_id;
    match auth.status {
        CorpAuthStatus::Authorised => Ok(()),
        CorpAuthStatus::Cancelled => Err(not_authorised(corp)),
        CorpAuthStatus::Disabled => {
            let message = format!("company {corp} has switched the app off; its administrator can switch it on again");
            Err(CallError::new(ErrorKind::LoginRefused, message))
        }
        CorpAuthStatus::CredentialInvalid { errcode } => {
            let advice = policy::rule(errcode).map_or("see WeCom's list of error codes", |rule| rule.advice);
            let message = format!("WeCom refuses the secret of company {corp} with errcode {errcode}; {advice}");
            Err(CallError::new(ErrorKind::Upstream(errcode), message))
        }
    }
}
