//! `OneTimeLink`: one configured login by links.

use login_type::{
    Call, CallError, ConfigProblem, ElementInstance, ErrorKind, Grant, Host, InstanceName, LoginInstance, MASK,
    Profile, Reply, SecretText, Subject, Timestamp, async_trait,
};
use serde_json::{Value, json};

use crate::{
    config::Config,
    links::{Invited, Links},
    one_time_link_type::{MODEL, TYPE},
    signature,
};

/// A configured login by links.
pub struct OneTimeLink {
    name: InstanceName,
    config: Config,
    links: Links,
}

impl OneTimeLink {
    pub(crate) fn new(name: InstanceName, config: Config, links: Links) -> Result<Self, ConfigProblem> {
        Ok(Self { name, config: config.check()?, links })
    }

    /// Makes a link for somebody.
    pub(crate) async fn make(&self, invited: Invited, host: &Host) -> Result<(SecretText, Timestamp), CallError> {
        self.admit()?;
        let id = host.entropy.alphanumeric(32);
        let expires_at = host.clock.now() + self.config.lifetime();
        self.links.add(&id, &self.name, invited, expires_at).await?;
        Ok((signature::sign(&self.config.signing_key, &self.name, &id)?, expires_at))
    }

    /// Whether a link is signed by this instance.
    pub(crate) fn signed(&self, link: &str) -> bool {
        signature::verify(&self.config.signing_key, &self.name, link).is_some()
    }

    /// Takes a link out of use and says who came by it. A link with a wrong signature does not get to the database.
    pub(crate) async fn recognise(&self, link: &str, host: &Host) -> Result<Grant, CallError> {
        let recognised_at = host.clock.now();
        self.admit()?;
        let id = signature::verify(&self.config.signing_key, &self.name, link).ok_or_else(worthless)?;
        let invited = self.links.consume(id, &self.name, recognised_at).await?.ok_or_else(worthless)?;
        let subject = Subject { login_type: TYPE, corp_id: self.config.corp_id.clone(), id: invited.subject };
        let profile = Profile { name: invited.name, ..Profile::default() };
        let realm = self.name.to_string();
        Ok(Grant::new(subject, self.name.clone(), realm, recognised_at).with_profile(profile))
    }

    fn admit(&self) -> Result<(), CallError> {
        if self.config.is_active {
            return Ok(());
        }
        let message = format!("instance {} is switched off (isActive is false)", self.name.element);
        Err(CallError::new(ErrorKind::InstanceInactive, message))
    }
}

/// A single answer for everything that is wrong with it: a guess learns nothing.
pub(crate) fn worthless() -> CallError {
    CallError::new(ErrorKind::LoginCodeInvalid, "the link is unknown, used or expired: ask for a new one")
}

#[async_trait]
impl ElementInstance for OneTimeLink {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.config.is_active
    }

    fn properties(&self) -> Value {
        json!({
            "corpId": self.config.corp_id,
            "signingKey": MASK,
            "lifetimeSeconds": self.config.lifetime_seconds,
            "authType": TYPE,
            "authModelElemName": MODEL,
            "isActive": self.config.is_active,
        })
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "getLoginConfig" => {
                Ok(Reply::Value(json!({ "isActive": self.config.is_active, "authType": TYPE, "title": call.title })))
            }
            "getLoginCode" => {
                let grant = self.recognise(call.args.text("link")?, call.host).await?;
                Reply::of(&call.host.accounts.issue_login_code(&grant).await?)
            }
            _ => Err(call.unknown_function()),
        }
    }
}

impl LoginInstance for OneTimeLink {
    /// Once the instance is another company's, whoever came by it before is out.
    fn serves(&self, realm: &str, corp_id: &str) -> bool {
        realm == self.name.to_string() && corp_id == self.config.corp_id
    }
}
