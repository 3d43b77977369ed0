//! `RuledInstance`: an instance of a login type with a rule on it.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use element_type::{ElementInstance, ElementType, ErrorKind, InstanceName};
use serde_json::{Value, json};

use super::{Candidate, Rule};
use crate::{
    AuthorisationLink, Call, CallError, FormRequest, Grant, Host, LinkRequest, Login, LoginForm, LoginInstance,
    LoginLink, LoginPrompt, LoginRequest, Membership, Profile, Reply, Screen, Subject,
};

/// The instance that a login type opened.
type Base<R> = <<R as Rule>::Base as ElementType>::Instance;

/// An instance of a login type with a rule on it.
pub struct RuledInstance<R: Rule> {
    base: Arc<Base<R>>,
    own: Arc<Own<R>>,
}

/// The part of the rule.
struct Own<R: Rule> {
    name: InstanceName,
    rule: Arc<R>,
    config: R::Config,
}

impl<R: Rule> RuledInstance<R> {
    pub(super) fn new(name: InstanceName, base: Base<R>, rule: Arc<R>, config: R::Config) -> Self {
        Self { base: Arc::new(base), own: Arc::new(Own { name, rule, config }) }
    }

    /// The instance below the rule.
    pub(super) fn base(&self) -> Arc<Base<R>> {
        Arc::clone(&self.base)
    }

    /// Asks the rule.
    pub(super) async fn admit(&self, subject: &Subject, profile: &Profile) -> Result<(), CallError> {
        self.own.admit(subject, profile).await
    }

    /// The services for the code below the rule.
    fn lend(&self, host: &Host) -> Host {
        host.in_the_name_of(R::NAME).screened(Look(Arc::clone(&self.own)))
    }
}

impl<R: Rule> Own<R> {
    async fn admit(&self, subject: &Subject, profile: &Profile) -> Result<(), CallError> {
        let subject = Subject { login_type: R::NAME, ..subject.clone() };
        self.rule.admit(&self.config, &Candidate::new(&self.name, &subject, profile)).await
    }
}

/// The look of one instance's rule at its grants.
struct Look<R: Rule>(Arc<Own<R>>);

#[async_trait]
impl<R: Rule> Screen for Look<R> {
    async fn screen(&self, grant: &Grant) -> Result<(), CallError> {
        self.0.admit(&grant.subject, &grant.profile).await
    }
}

/// An answer of the code below, which calls itself by the name of the login type with the rule.
fn renamed<R: Rule>(mut answer: Value) -> Value {
    if answer.get("authType").is_some_and(|name| *name == <R::Base as ElementType>::NAME) {
        answer["authType"] = json!(R::NAME);
    }
    answer
}

#[async_trait]
impl<R: Rule> ElementInstance for RuledInstance<R> {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.base.is_active()
    }

    fn properties(&self) -> Value {
        renamed::<R>(self.base.properties())
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        let host = self.lend(call.host);
        match self.base.call(call.lending(|_| &host)).await? {
            Reply::Value(answer) => Ok(Reply::Value(renamed::<R>(answer))),
            reply @ (Reply::Text(_) | Reply::Json(_)) => Ok(reply),
        }
    }
}

#[async_trait]
impl<R: Rule> LoginInstance for RuledInstance<R> {
    fn is_open_to(&self, corp_id: &str) -> bool {
        self.base.is_open_to(corp_id)
    }

    fn serves(&self, realm: &str, corp_id: &str) -> bool {
        self.base.serves(realm, corp_id)
    }

    async fn company_name(&self, corp_id: &str) -> Result<Option<String>, CallError> {
        self.base.company_name(corp_id).await
    }

    async fn authorisation_link(
        &self,
        org_code: Option<&str>,
        host: &Host,
    ) -> Result<Option<AuthorisationLink>, CallError> {
        self.base.authorisation_link(org_code, &self.lend(host)).await
    }

    async fn plain_userids(
        &self,
        source_agent: i64,
        userids: &[&str],
        host: &Host,
    ) -> Result<BTreeMap<String, String>, CallError> {
        self.base.plain_userids(source_agent, userids, &self.lend(host)).await
    }

    /// A provider that tells nothing of them is no reason to end the sessions of those whom the rule let in.
    async fn recheck(&self, subject: &Subject, host: &Host) -> Result<Membership, CallError> {
        let of_base = Subject { login_type: <R::Base as ElementType>::NAME, ..subject.clone() };
        let membership = self.base.recheck(&of_base, &self.lend(host)).await?;
        let Membership::Current(profile) = &membership else { return Ok(membership) };
        if *profile == Profile::default() {
            return Ok(membership);
        }
        match self.admit(subject, profile).await {
            Ok(()) => Ok(membership),
            Err(error) if error.kind() == ErrorKind::LoginRefused => Ok(Membership::Ended(error.to_string())),
            Err(error) => Err(error),
        }
    }

    fn has_login_link(&self) -> bool {
        self.base.has_login_link()
    }

    fn login_prompt(&self) -> LoginPrompt {
        self.base.login_prompt()
    }

    async fn login_link(&self, request: &LinkRequest<'_>, host: &Host) -> Result<Option<LoginLink>, CallError> {
        self.base.login_link(request, &self.lend(host)).await
    }

    async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
        self.base.login(request, &self.lend(host)).await
    }

    fn login_form(&self) -> Option<LoginForm> {
        self.base.login_form()
    }

    async fn login_by_form(&self, request: &FormRequest<'_>, host: &Host) -> Result<Login, CallError> {
        self.base.login_by_form(request, &self.lend(host)).await
    }
}
