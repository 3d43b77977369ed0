//! The answers of an instance: its functions, its links, its logins.

use async_trait::async_trait;
use login_type::{
    AuthorisationLink, Call, CallError, CorpHint, ElementInstance, ErrorKind, Grant, Host, InstanceName, LinkRequest,
    Login, LoginInstance, LoginLink, LoginPrompt, LoginRequest, MASK, Membership, Reply, Subject,
};
use qywx_login::{Recognise, corp_id};
use serde_json::{Value, json};
use wecom_types::CorpId;

use super::QywxProxyInstance;
use crate::{
    authorisation_link,
    elements::{AUTH_MODEL, TYPE},
    login, notify, org_code,
};

#[async_trait]
impl Recognise for QywxProxyInstance {
    const TYPE: &'static str = TYPE;

    fn name(&self) -> &InstanceName {
        &self.name
    }

    fn corp_id(&self) -> Option<&CorpId> {
        self.corp_id.as_ref()
    }

    fn refuse_unless_for(&self, corp: &CorpId) -> Result<(), CallError> {
        qywx_login::refuse_unless_for(self, corp)?;
        if !self.is_open_to(corp.as_str()) {
            let message = format!("the instance of company {corp} is switched off (isActive is false)");
            return Err(CallError::new(ErrorKind::InstanceInactive, message));
        }
        Ok(())
    }

    async fn recognise(&self, corp: &CorpId, code: &str, host: &Host) -> Result<Grant, CallError> {
        login::recognise(&self.deps, (&self.name, &self.suite.id), corp, code, host).await
    }
}

#[async_trait]
impl ElementInstance for QywxProxyInstance {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.is_active
    }

    fn properties(&self) -> Value {
        json!({
            "authConfig": {
                "suiteId": self.suite.id.as_str(),
                "suiteSecret": MASK,
                "encodingAESKey": MASK,
                "token": MASK,
                "providerCorpId": self.suite.provider_corp_id.as_ref().map(CorpId::as_str),
                "providerSecret": self.suite.provider_secret.as_ref().map(|_| MASK),
            },
            "authType": TYPE,
            "authModelElemName": AUTH_MODEL,
            "isActive": self.is_active,
        })
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "getLoginConfig" => Ok(Reply::Value(json!({
                "suiteId": self.suite.id.as_str(),
                "isActive": self.is_active,
                "authType": TYPE,
                "title": call.title,
            }))),
            "notify" => notify::receive(&self.deps, &[self], call).await,
            _ => qywx_login::call(self, call).await,
        }
    }
}

#[async_trait]
impl LoginInstance for QywxProxyInstance {
    fn serves(&self, realm: &str, corp_id: &str) -> bool {
        realm == self.suite.id.as_str() && self.corp_id.as_ref().is_none_or(|own| own.as_str() == corp_id)
    }

    fn is_open_to(&self, corp_id: &str) -> bool {
        let is_closed = |corp| self.corp_id.is_none() && self.deps.peers.is_closed(&(self.name.app.clone(), corp));
        self.is_active && !CorpId::try_from(corp_id).is_ok_and(is_closed)
    }

    fn has_login_link(&self) -> bool {
        true
    }

    /// The companies of a provider are nobody's business: none has a button, each has its code.
    fn login_prompt(&self) -> LoginPrompt {
        LoginPrompt::OrganisationCode
    }

    async fn login_link(&self, request: &LinkRequest<'_>, _host: &Host) -> Result<Option<LoginLink>, CallError> {
        let auths = self.deps.tables.corp_auths();
        let auth = match request.corp {
            CorpHint::Typed(code) => auths.lookup_by_org_code(&self.suite.id, code).await,
            CorpHint::CorpId(id) => auths.lookup(&self.suite.id, &corp_id(id)?).await,
            _ => return Ok(None),
        };
        let Some(auth) = auth.map_err(CallError::unavailable)? else { return Ok(None) };
        if self.corp_id.as_ref().is_some_and(|own| *own != auth.corp_id) {
            return Ok(None);
        }
        self.refuse_unless_for(&auth.corp_id)?;
        let agent = org_code::agent_of(&auth)?;
        let url = qywx_login::url(self.deps.wecom.endpoints(), &auth.corp_id, agent, request)?;
        let link = LoginLink::new(auth.corp_id.as_str(), url);
        Ok(Some(if self.corp_id.is_some() { link.exact() } else { link }))
    }

    async fn recheck(&self, subject: &Subject, host: &Host) -> Result<Membership, CallError> {
        login::recheck(&self.deps, &self.suite.id, subject, host).await
    }

    async fn company_name(&self, corp_id: &str) -> Result<Option<String>, CallError> {
        let corp = CorpId::try_from(corp_id).ok();
        let Some(corp) = corp.filter(|corp| self.corp_id.as_ref().is_none_or(|own| own == corp)) else {
            return Ok(None);
        };
        let auth = self.deps.tables.corp_auths().lookup(&self.suite.id, &corp).await.map_err(CallError::unavailable)?;
        Ok(auth.and_then(|auth| auth.corp_name))
    }

    async fn authorisation_link(
        &self,
        org_code: Option<&str>,
        _host: &Host,
    ) -> Result<Option<AuthorisationLink>, CallError> {
        if self.corp_id.is_some() {
            return Ok(None);
        }
        authorisation_link::of(&self.deps, &self.suite, org_code).await.map(Some)
    }

    async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
        qywx_login::login(self, request, host).await
    }
}
