//! `AuthSvc.loginByCode` of a client: the login code was handed over to it, and it proves that it asks.

use std::sync::Arc;

use accounts::{AuditContext, CodeBearer};
use login_type::{Call, CallError, ErrorKind, Reply};
use oidc::clients::Client;

use super::Door;
use crate::http::oidc::served_issuer;

/// Why a client has no login.
pub(crate) enum Refusal {
    /// Nobody proved to be a client: it counts as a guess, as a wrong code does.
    Unproven(CallError),
    /// A client that proved itself brought what is worth nothing. Anybody may lead a browser to the app with a made-up code, so
    /// that is no guess of the app's address.
    OfClient(CallError),
}

/// Answers a call that names a client; any other is for the service itself.
pub(crate) async fn answer(door: Door<'_>, call: Call<'_>) -> Option<Result<Reply, Refusal>> {
    if call.element.as_str() != login_type::AUTH_SVC || call.function != "loginByCode" {
        return None;
    }
    // An app's own declaration of the function may do without them.
    let client_id = call.args.opt_text("clientId").ok().flatten()?;
    Some(match proven(door, call, client_id) {
        Ok(client) => login(door, call, client).await.map_err(Refusal::OfClient),
        Err(error) => Err(Refusal::Unproven(error)),
    })
}

/// The client that proves that it asks.
fn proven(Door { catalog, .. }: Door<'_>, call: Call<'_>, client_id: &str) -> Result<Arc<Client>, CallError> {
    let clients = served_issuer::directory(catalog, call.app);
    let secret = call.args.opt_text("clientSecret")?.unwrap_or_default();
    let client =
        clients.lookup(client_id).filter(|client| client.takes_login_codes() && client.proves_itself_by(secret));
    client.map(Arc::clone).ok_or_else(unproven)
}

async fn login(Door { server, actor, .. }: Door<'_>, call: Call<'_>, client: Arc<Client>) -> Result<Reply, CallError> {
    let audit = AuditContext { way: Some("login_code"), ..actor.audit_context() };
    let code = (call.args.text("loginCode")?, call.args.text("corpId")?);
    let (accounts, platform) = (server.accounts.on(audit), call.args.text("platform")?.parse()?);
    let bearer = CodeBearer { client_id: &client.id, asks_to_be_told: client.asks_to_be_told() };
    let login = accounts.login_by_client_code(call.app, &*call.host.admission, bearer, code, platform).await?;
    serde_json::to_value(&login).map(Reply::Value).map_err(CallError::internal)
}

fn unproven() -> CallError {
    let message = "arguments clientId and clientSecret: no client of this app that is switched on and has handOver has this id and secret";
    CallError::new(ErrorKind::LoginCodeInvalid, message)
}
