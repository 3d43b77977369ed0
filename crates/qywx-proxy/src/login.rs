//! The login itself: from a WeCom code to somebody the accounts know.

use clock::Timestamp;
use login_type::{CallError, Corp, ErrorKind, Grant, Host, InstanceName, Membership, Subject};
use qywx_login::{Contacts, Entrance};
use storage::wecom::{CorpAuth, CorpAuthStatus};
use wecom_client::policy;
use wecom_types::{CorpId, SuiteId};

use crate::{deps::Deps, elements::TYPE, stale_code::stop_if_stale};

/// Exchanges a WeCom code, once, for the member it belongs to.
pub(crate) async fn recognise(
    deps: &Deps,
    (instance, suite): (&InstanceName, &SuiteId),
    corp: &CorpId,
    code: &str,
    host: &Host,
) -> Result<Grant, CallError> {
    let auth = authorisation(deps, suite, corp).await?.ok_or_else(|| not_authorised(corp))?;
    refuse_unless_usable(&auth)?;
    let code = qywx_login::oauth_code(code)?;
    let asked_at = host.clock.now();
    let identity = match deps.wecom.getuserinfo(suite, corp, &code).await {
        Ok(identity) => identity,
        Err(failure) => return Err(refused(deps, &auth, failure, asked_at, host).await),
    };
    let corp_name = auth.corp_name.clone().unwrap_or_else(|| corp.to_string());
    let entrance = Entrance {
        login_type: TYPE,
        instance,
        realm: suite.to_string(),
        corp: Corp { corp_id: corp.to_string(), corp_name },
    };
    qywx_login::admit(contacts(deps, &auth), entrance, identity, asked_at, host).await
}

/// WeCom's word on a member who logged in before. A company that has no usable authorisation is not asked about: the end of
/// its sessions is the business of the event that tells so.
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
    match contacts(deps, &auth).recheck(subject).await {
        Ok(membership) => Ok(membership),
        Err(failure) => Err(refused(deps, &auth, failure, asked_at, host).await),
    }
}

/// The contacts of a company, as far as the suite that it authorised may see them.
pub(crate) fn contacts<'a>(deps: &'a Deps, auth: &'a CorpAuth) -> Contacts<'a> {
    Contacts::Customized { wecom: &deps.wecom, suite: &auth.suite_id, corp: &auth.corp_id }
}

/// The answer to a person when WeCom refused; the company is marked where its permanent code is why.
async fn refused(
    deps: &Deps,
    auth: &CorpAuth,
    failure: wecom_client::Error,
    asked_at: Timestamp,
    host: &Host,
) -> CallError {
    match stop_if_stale(&deps.tables, auth, &failure, asked_at, host).await {
        Ok(()) => {
            let advice = failure.advice();
            qywx_login::of_login(failure, advice)
        }
        Err(error) => error,
    }
}

/// The error for a company that has not authorised the suite, or no longer.
pub(crate) fn not_authorised(corp: &CorpId) -> CallError {
    let hint = if is_plain(corp) {
        "; a provider's apps know each company by an id of its own, which begins with wp: the command `company list` tells it"
    } else {
        ""
    };
    let message = format!("company {corp} has not authorised this app, or no longer{hint}");
    CallError::new(ErrorKind::CorpNotAuthorised, message)
}

/// Whether an id has the form of those by which companies know themselves; a provider sees other ones (97104).
fn is_plain(corp: &CorpId) -> bool {
    ["ww", "wx"].iter().any(|prefix| corp.as_str().starts_with(prefix))
}

/// The authorisation of a company that has not cancelled it.
pub(crate) async fn authorisation(deps: &Deps, suite: &SuiteId, corp: &CorpId) -> Result<Option<CorpAuth>, CallError> {
    let auth = deps.tables.corp_auths().lookup(suite, corp).await.map_err(CallError::unavailable)?;
    Ok(auth.filter(|auth| auth.status != CorpAuthStatus::Cancelled))
}

fn refuse_unless_usable(auth: &CorpAuth) -> Result<(), CallError> {
    let corp = &auth.corp_id;
    match auth.status {
        CorpAuthStatus::Authorised => Ok(()),
        CorpAuthStatus::Cancelled => Err(not_authorised(corp)),
        CorpAuthStatus::Disabled => {
            let message = format!("company {corp} has switched the app off; its administrator can switch it on again");
            Err(CallError::new(ErrorKind::LoginRefused, message).telling(&qywx_login::APP_OFF))
        }
        CorpAuthStatus::CredentialInvalid { errcode } => {
            let advice = policy::rule(errcode).map_or("see WeCom's list of error codes", |rule| rule.advice);
            let message = format!("WeCom refuses the secret of company {corp} with errcode {errcode}; {advice}");
            Err(qywx_login::refused(Some(errcode), message))
        }
    }
}
