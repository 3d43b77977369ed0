//! `ContainedLogin`: a login whose panics and endless waits are failures of its own.

use std::{collections::BTreeMap, pin::pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use element_type::{CallError, ElementInstance, ErrorKind, Reply, contained};
use futures::future::{Either, select};
use serde_json::Value;

use crate::{
    AuthorisationLink, Call, FormRequest, Host, LinkRequest, Login, LoginForm, LoginInstance, LoginLink, LoginPrompt,
    LoginRequest, Membership, Subject,
};

/// How long a login may take to give its link: somebody waits for the page.
const LINKED_WITHIN: Duration = Duration::from_secs(15);
/// How long a login may take to log somebody in, who waits too, while several calls may be made to its provider.
const LOGGED_IN_WITHIN: Duration = Duration::from_secs(60);

/// A login whose panics and endless waits are failures of its own.
pub(super) struct ContainedLogin<I>(pub(super) Arc<I>);

async fn within<T>(
    limit: Duration,
    host: &Host,
    what: &str,
    work: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    match select(pin!(contained(work)), host.clock.sleep(limit)).await {
        Either::Left((done, _)) => done?,
        Either::Right(_) => {
            let message = format!("{what} took longer than {} s and was given up; try again", limit.as_secs());
            Err(CallError::new(ErrorKind::UpstreamUnavailable, message))
        }
    }
}

#[async_trait]
impl<I: LoginInstance> ElementInstance for ContainedLogin<I> {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.0.is_active()
    }

    fn properties(&self) -> Value {
        self.0.properties()
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        contained(self.0.call(call)).await?
    }
}

#[async_trait]
impl<I: LoginInstance> LoginInstance for ContainedLogin<I> {
    fn is_open_to(&self, corp_id: &str) -> bool {
        self.0.is_open_to(corp_id)
    }

    fn serves(&self, realm: &str, corp_id: &str) -> bool {
        self.0.serves(realm, corp_id)
    }

    /// The caller of `recheck` sets the limit of time.
    async fn recheck(&self, subject: &Subject, host: &Host) -> Result<Membership, CallError> {
        contained(self.0.recheck(subject, host)).await?
    }

    async fn company_name(&self, corp_id: &str) -> Result<Option<String>, CallError> {
        contained(self.0.company_name(corp_id)).await?
    }

    async fn authorisation_link(
        &self,
        org_code: Option<&str>,
        host: &Host,
    ) -> Result<Option<AuthorisationLink>, CallError> {
        within(LINKED_WITHIN, host, "the link to authorise", self.0.authorisation_link(org_code, host)).await
    }

    async fn plain_userids(
        &self,
        source_agent: i64,
        userids: &[&str],
        host: &Host,
    ) -> Result<BTreeMap<String, String>, CallError> {
        within(LOGGED_IN_WITHIN, host, "the conversion of ids", self.0.plain_userids(source_agent, userids, host)).await
    }

    fn has_login_link(&self) -> bool {
        self.0.has_login_link()
    }

    fn login_prompt(&self) -> LoginPrompt {
        self.0.login_prompt()
    }

    async fn login_link(&self, request: &LinkRequest<'_>, host: &Host) -> Result<Option<LoginLink>, CallError> {
        within(LINKED_WITHIN, host, "the link to the login", self.0.login_link(request, host)).await
    }

    async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
        within(LOGGED_IN_WITHIN, host, "the login", self.0.login(request, host)).await
    }

    fn login_form(&self) -> Option<LoginForm> {
        self.0.login_form()
    }

    async fn login_by_form(&self, request: &FormRequest<'_>, host: &Host) -> Result<Login, CallError> {
        within(LOGGED_IN_WITHIN, host, "the login", self.0.login_by_form(request, host)).await
    }
}
