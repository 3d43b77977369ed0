//! `services.TokenSvc`: administrators' tokens, never their secrets, and an end to them.

use accounts::{LocalAccounts, Rights, TokenEntry};
use clock::Timestamp;
use login_type::{Call, CallError, ElementFile, ErrorKind, Reply};
use serde_json::{Value, json};

use crate::moment;

pub(super) const NAME: &str = "services.TokenSvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/TokenSvc/e.json", content: include_str!("../elements/TokenSvc.e.json") };

pub(super) async fn answer(accounts: &LocalAccounts, call: Call<'_>) -> Result<Reply, CallError> {
    match call.function {
        "list" => {
            let (tokens, now) = (accounts.tokens().await?, call.host.clock.now());
            let shown: Vec<Value> = tokens.iter().map(|token| describe(token, now)).collect();
            Ok(Reply::Value(json!({ "tokens": shown })))
        }
        "revoke" => revoke(accounts, call.args.text("tokenId")?).await,
        _ => Err(call.unknown_function()),
    }
}

async fn revoke(accounts: &LocalAccounts, id: &str) -> Result<Reply, CallError> {
    if accounts.revoke_token(id).await? {
        return Ok(Reply::NOTHING);
    }
    let message = "argument tokenId: there is no token of this id that is not revoked, see the function list";
    Err(CallError::new(ErrorKind::ValueNotAllowed, message))
}

/// A token as functions and commands show it.
pub(crate) fn describe(token: &TokenEntry, now: Timestamp) -> Value {
    json!({
        "id": token.id,
        "name": token.name,
        "state": token.state(now),
        "app": token.rights.app,
        "scopes": scopes(&token.rights),
        "createdAt": moment::shown(token.created_at),
        "expiresAt": token.expires_at.map(moment::shown),
        "lastUsedAt": token.last_used_at.map(moment::shown),
    })
}

/// The words for what a token is good for.
pub(crate) fn scopes(rights: &Rights) -> Vec<&'static str> {
    rights.scopes.iter().map(|scope| scope.as_str()).collect()
}
