//! `AuthSvc`: the service `auths.loginTypes.services.AuthSvc`, shared by all login types.

use async_trait::async_trait;
use login_type::{AUTH_SVC, AUTH_SVC_FILES, Call, CallError, Caller, ElementFile, Host, Reply, Service};
use serde::Serialize;

use crate::{AuditContext, LocalAccounts, error::login_required};

/// The service `auths.loginTypes.services.AuthSvc`: turns login codes into sessions, refreshes tokens, logs out, and
/// says who is logged in. A token or code of one app is refused under the URL of another.
#[derive(Clone, Debug)]
pub struct AuthSvc {
    accounts: LocalAccounts,
}

impl AuthSvc {
    /// Full name of the service element.
    pub const NAME: &'static str = AUTH_SVC;

    /// The service over these accounts.
    pub fn new(accounts: LocalAccounts) -> Self {
        Self { accounts }
    }

    async fn login_by_code(&self, call: Call<'_>) -> Result<Reply, CallError> {
        let (code, corp_id) = (call.args.text("loginCode")?, call.args.text("corpId")?);
        let platform = call.args.text("platform")?.parse()?;
        let accounts = self.accounts.on(AuditContext { way: Some("login_code"), ..AuditContext::of(call) });
        answer(&accounts.login_by_code(call.app, &*call.host.admission, code, corp_id, platform).await?)
    }

    async fn refresh(&self, call: Call<'_>) -> Result<Reply, CallError> {
        let refresh_token = call.args.text("refreshToken")?;
        answer(&self.accounts.on(AuditContext::of(call)).refresh(call.app, call.host, refresh_token).await?)
    }

    async fn logout(&self, call: Call<'_>) -> Result<Reply, CallError> {
        let session_id = session_of(call)?;
        // Refuses the session of another app.
        self.accounts.session_user(&call.app.to_string(), session_id).await?;
        self.accounts.on(AuditContext::of(call)).close(session_id).await?;
        Ok(Reply::NOTHING)
    }

    async fn current_user(&self, call: Call<'_>) -> Result<Reply, CallError> {
        answer(&self.accounts.session_user(&call.app.to_string(), session_of(call)?).await?)
    }
}

#[async_trait]
impl Service for AuthSvc {
    type Host = Host;

    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn elements(&self) -> &'static [ElementFile] {
        AUTH_SVC_FILES
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "loginByCode" => self.login_by_code(call).await,
            "refreshToken" => self.refresh(call).await,
            "logout" => self.logout(call).await,
            "getCurrUser" => self.current_user(call).await,
            _ => Err(call.unknown_function()),
        }
    }
}

fn session_of(call: Call<'_>) -> Result<&str, CallError> {
    match call.caller {
        Caller::User { session_id, .. } => Ok(session_id),
        Caller::Administrator { .. } => Err(login_required("an administrator's token is not a user: log in as one")),
        Caller::Anonymous => Err(login_required("log in first: send the access token as a bearer token")),
    }
}

fn answer(result: &impl Serialize) -> Result<Reply, CallError> {
    serde_json::to_value(result).map(Reply::Value).map_err(CallError::internal)
}
