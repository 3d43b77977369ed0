//! `QywxInnerInstance`: one app of one company and the functions it answers.

use std::collections::BTreeMap;

use async_trait::async_trait;
use login_type::{
    Call, CallError, ConfigProblem, Corp, CorpHint, ElementInstance, Grant, Host, InstanceName, LinkRequest, Login,
    LoginInstance, LoginLink, LoginRequest, MASK, Membership, Reply, Subject,
};
use qywx_login::{Contacts, Entrance, Recognise};
use serde_json::{Value, json};
use wecom_client::{SelfBuiltApp, SelfBuiltWecom};
use wecom_types::{AgentId, CorpId};

use crate::{
    callback_keys::CallbackKeys,
    config::Config,
    elements::{AUTH_MODEL, TYPE},
    notify,
};

/// Length of the `state` that `getLoginConfig` gives: too long to guess, and within the 128 that WeCom takes (96441).
const STATE_LEN: usize = 43;

/// An app of one company.
pub struct QywxInnerInstance {
    name: InstanceName,
    app: SelfBuiltApp,
    callback_keys: Option<CallbackKeys>,
    is_active: bool,
    wecom: SelfBuiltWecom,
}

impl QywxInnerInstance {
    pub(crate) fn new(name: InstanceName, config: &Config, wecom: SelfBuiltWecom) -> Result<Self, ConfigProblem> {
        let callback_keys = CallbackKeys::new(config)?;
        Ok(Self { name, app: config.app()?, callback_keys, is_active: config.is_active, wecom })
    }

    pub(crate) fn app(&self) -> &SelfBuiltApp {
        &self.app
    }

    fn contacts(&self) -> Contacts<'_> {
        Contacts::SelfBuilt { wecom: &self.wecom, app: &self.app }
    }

    /// The key of the app's sessions and callback records, whichever of its instances they are of.
    pub(crate) fn app_name(&self) -> String {
        format!("{}/{}", self.app.corp, self.app.agent)
    }

    /// The keys that callbacks are read with; `None` where the app has no callback address here.
    pub(crate) fn callback_keys(&self) -> Option<&CallbackKeys> {
        self.callback_keys.as_ref()
    }

    /// The field in which two instances of one app differ, if they do.
    pub(crate) fn differs_from(&self, other: &Self) -> Option<&'static str> {
        if self.app.secret != other.app.secret {
            return Some("corpSecret");
        }
        let (ours, theirs) = self.callback_keys.as_ref().zip(other.callback_keys.as_ref())?;
        ours.differs_from(theirs)
    }
}

#[async_trait]
impl Recognise for QywxInnerInstance {
    const TYPE: &'static str = TYPE;

    fn name(&self) -> &InstanceName {
        &self.name
    }

    fn corp_id(&self) -> Option<&CorpId> {
        Some(&self.app.corp)
    }

    async fn recognise(&self, _corp: &CorpId, code: &str, host: &Host) -> Result<Grant, CallError> {
        let corp = &self.app.corp;
        let code = qywx_login::oauth_code(code)?;
        let asked_at = host.clock.now();
        let identity = self.wecom.getuserinfo(&self.app, &code).await.map_err(refused)?;
        let entrance = Entrance {
            login_type: TYPE,
            instance: &self.name,
            realm: self.app_name(),
            corp: Corp { corp_id: corp.to_string(), corp_name: corp.to_string() },
        };
        qywx_login::admit(self.contacts(), entrance, identity, asked_at, host).await
    }
}

#[async_trait]
impl ElementInstance for QywxInnerInstance {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.is_active
    }

    fn properties(&self) -> Value {
        json!({
            "corpId": self.app.corp.as_str(),
            "corpSecret": MASK,
            "agentId": self.app.agent.get(),
            "token": self.callback_keys.as_ref().map(|_| MASK),
            "encodingAESKey": self.callback_keys.as_ref().map(|_| MASK),
            "authType": TYPE,
            "authModelElemName": AUTH_MODEL,
            "isActive": self.is_active,
        })
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "getLoginConfig" => Ok(Reply::Value(json!({
                "corpId": self.app.corp.as_str(),
                "agentId": self.app.agent.get(),
                "state": call.host.entropy.alphanumeric(STATE_LEN),
                "isActive": self.is_active,
                "authType": TYPE,
                "title": call.title,
            }))),
            "loginByWorkbench" => qywx_login::login_by_workbench(self, call).await,
            "notify" => notify::receive(self, call).await,
            _ => qywx_login::call(self, call).await,
        }
    }
}

#[async_trait]
impl LoginInstance for QywxInnerInstance {
    fn serves(&self, realm: &str, corp_id: &str) -> bool {
        realm == self.app_name() && corp_id == self.app.corp.as_str()
    }

    fn has_login_link(&self) -> bool {
        true
    }

    /// For its company, which its button or the company's id names: a company that has its own app needs no organisation
    /// code.
    async fn login_link(&self, request: &LinkRequest<'_>, _host: &Host) -> Result<Option<LoginLink>, CallError> {
        let corp = &self.app.corp;
        let named = match request.corp {
            CorpHint::Typed(named) | CorpHint::CorpId(named) => named,
            CorpHint::Unnamed => corp.as_str(),
            _ => return Ok(None),
        };
        if named != corp.as_str() {
            return Ok(None);
        }
        self.refuse_unless_for(corp)?;
        let url = qywx_login::url(self.wecom.endpoints(), corp, self.app.agent, request)?;
        Ok(Some(LoginLink::new(corp.as_str(), url).exact()))
    }

    async fn plain_userids(
        &self,
        source_agent: i64,
        userids: &[&str],
        _host: &Host,
    ) -> Result<BTreeMap<String, String>, CallError> {
        let source_agent = AgentId::try_from(source_agent).map_err(CallError::internal)?;
        let converted = self.wecom.openuserid_to_userid(&self.app, source_agent, userids).await.map_err(refused)?;
        Ok(converted.into_iter().map(|member| (member.open_userid, member.userid)).collect())
    }

    async fn recheck(&self, subject: &Subject, _host: &Host) -> Result<Membership, CallError> {
        self.contacts().recheck(subject).await.map_err(refused)
    }

    async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
        qywx_login::login(self, request, host).await
    }
}

/// The answer to a person when WeCom refused.
fn refused(failure: wecom_client::Error) -> CallError {
    let advice = failure.self_built_advice();
    qywx_login::of_login(failure, advice)
}
