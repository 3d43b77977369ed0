//! `AuthSvc.loginByCode` of a client: the login code was handed over to it, and it proves that it asks.

use accounts::AuditContext;
use login_type::{Call, CallError, ErrorKind, Reply};

use super::Door;
use crate::http::oidc::served_issuer;

/// Answers a call that names a client; any other is for the service itself.
pub(super) async fn answer(
    Door { server, actor, catalog, .. }: Door<'_>,
    call: Call<'_>,
) -> Option<Result<Reply, CallError>> {
    if call.function != "loginByCode" {
        return None;
    }
    // An app's own declaration of the function may do without them.
    let client_id = call.args.opt_text("clientId").ok().flatten()?;
    let login = async {
        let clients = served_issuer::directory(catalog, call.app);
        let secret = call.args.opt_text("clientSecret")?.unwrap_or_default();
        if !clients.lookup(client_id).is_some_and(|client| client.config.hand_over && client.has_secret(secret)) {
            return Err(unproven());
        }
        let audit = AuditContext { way: Some("login_code"), ..actor.audit_context() };
        let code = (call.args.text("loginCode")?, call.args.text("corpId")?);
        let (accounts, platform) = (server.accounts.on(audit), call.args.text("platform")?.parse()?);
        let admission = &*call.host.admission;
        let login = accounts.login_by_client_code(call.app, admission, client_id, code, platform).await?;
        serde_json::to_value(&login).map(Reply::Value).map_err(CallError::internal)
    };
    Some(login.await)
}

/// It counts as a guess, as a wrong code does.
fn unproven() -> CallError {
    let message = "arguments clientId and clientSecret: no client of this app that is switched on and has handOver has this id and secret";
    CallError::new(ErrorKind::LoginCodeInvalid, message)
}
