//! From a one-use code to somebody the accounts know.

use async_trait::async_trait;
use clock::Timestamp;
use error_chain::ErrorChain;
use login_type::{CallError, Corp, ErrorKind, Grant, Host, InstanceName, Membership, Profile, Subject};
use serde_json::{Map, json};
use wecom_client::{Error, Identity, endpoints::user_get, policy};
use wecom_types::{OauthCode, UserId};

/// How a login type asks WeCom about those who come through one app.
#[async_trait]
pub trait Door: Send + Sync {
    /// Exchanges a code, once, for who stands behind it.
    ///
    /// # Errors
    /// What whoever wants in is told.
    async fn identify(&self, code: &OauthCode, asked_at: Timestamp, host: &Host) -> Result<Identity, CallError>;

    /// What WeCom gives of a member.
    ///
    /// # Errors
    /// Why there is nothing to be had; no reason to refuse a login.
    async fn member(&self, userid: &UserId) -> Result<user_get::Response, Error>;
}

/// What a grant says of the way that somebody came.
#[derive(Clone, Debug)]
pub struct Entrance<'a> {
    /// Full name of the login type.
    pub login_type: &'static str,
    /// The instance.
    pub instance: &'a InstanceName,
    /// As in [`Grant::realm`].
    pub realm: String,
    /// The company.
    pub corp: Corp,
}

/// Exchanges a WeCom code, once, for the member it belongs to.
///
/// # Errors
/// The door's, or [`ErrorKind::LoginRefused`] for whoever is not a member of the company.
pub async fn admit(door: &dyn Door, entrance: Entrance<'_>, code: &str, host: &Host) -> Result<Grant, CallError> {
    let code = OauthCode::try_from(code)
        .map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, format!("argument code: {error}")))?;
    let recognised_at = host.clock.now();
    let Identity::Member { userid, .. } = door.identify(&code, recognised_at, host).await? else {
        return Err(CallError::new(ErrorKind::LoginRefused, "WeCom says this person is not a member of the company"));
    };
    let Entrance { login_type, instance, realm, corp } = entrance;
    let subject = Subject { login_type, corp_id: corp.corp_id.clone(), id: userid.to_string() };
    let known = host.accounts.lookup(&subject).await?.is_some();
    let profile = if known { Profile::default() } else { profile(door, &corp, &userid).await };
    Ok(Grant::new(subject, instance.clone(), realm, recognised_at).with_profile(profile).with_corps(vec![corp]))
}

/// What WeCom gives of a member's profile; little of it is ever granted, and none of it is worth failing a login for.
async fn profile(door: &dyn Door, corp: &Corp, userid: &UserId) -> Profile {
    match door.member(userid).await {
        Ok(member) => profile_of(member),
        Err(failure) => {
            tracing::info!(corp.id = %corp.corp_id, error = %failure.chain(), "no profile to be had");
            Profile::default()
        }
    }
}

/// What WeCom says of a member who logged in before (96255).
///
/// # Errors
/// WeCom could not tell.
pub async fn recheck(door: &dyn Door, subject: &Subject) -> Result<Membership, Error> {
    let userid = UserId::try_from(subject.id.as_str());
    // Members of other companies (企业互联) have ids of the form `CorpId/userid`, which `user/get` does not know (96442).
    let Some(userid) = userid.ok().filter(|id| !id.as_str().contains('/')) else { return Ok(Membership::Unknown) };
    match door.member(&userid).await {
        Ok(member) if member.status.is_some_and(is_gone) => {
            Ok(Membership::Ended("the member was disabled or left".to_owned()))
        }
        Ok(member) => Ok(Membership::Current(profile_of(member))),
        Err(failure) => match failure.errcode().and_then(policy::departure) {
            Some(reason) => Ok(Membership::Ended(reason.to_owned())),
            None => Err(failure),
        },
    }
}

/// Whether this is the `status` of a member who is disabled, or of one who left (96255).
pub(crate) fn is_gone(status: i64) -> bool {
    matches!(status, 2 | 5)
}

/// The name, where the app may see it, and the departments, also when there are none any more.
fn profile_of(member: user_get::Response) -> Profile {
    let extra = Map::from_iter([("department".to_owned(), json!(member.department))]);
    Profile { name: member.name, avatar: None, extra }
}
