//! Personal access tokens of administrators: never their secrets but once, and an end to them.

pub use accounts::{CreatedToken, NewToken, Rights, TokenEntry};
use clock::Timestamp;
use serde_json::{Value, json};
use storage::retry_on_deadlock;

use crate::{Action, Actor, Administration, AdministrationError, moment};

/// All tokens, without their secrets.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(server: &Administration, actor: &Actor) -> Result<Vec<TokenEntry>, AdministrationError> {
    actor.check_read(None)?;
    Ok(server.accounts.tokens().await?)
}

/// Makes a token; its secret can be had this once.
///
/// # Errors
/// The name will not do, the actor may not, or the database is out of reach.
pub async fn create(
    server: &Administration,
    actor: &Actor,
    new: &NewToken,
) -> Result<CreatedToken, AdministrationError> {
    let action = Action::TokenCreate;
    actor.check(&action, None)?;
    retry_on_deadlock!(try_create(server, actor, &action, new))
}

async fn try_create(
    server: &Administration,
    actor: &Actor,
    action: &Action,
    new: &NewToken,
) -> Result<CreatedToken, AdministrationError> {
    let tx = server.database.begin().await?;
    let created = server.accounts.create_token(&tx, new).await?;
    let NewToken { name, expires_at, rights, .. } = new;
    let detail = json!({
        "tokenId": created.id, "app": rights.app, "scopes": rights.words(),
        "expiresAt": expires_at.map(Timestamp::as_secs),
    });
    server.note(&tx, actor, action, name.trim().to_owned(), detail).await?;
    tx.commit().await?;
    Ok(created)
}

/// Revokes a token, which is named by its id or given as a whole; answers whether there was one that was still good.
///
/// # Errors
/// The actor may not, or the database is out of reach.
pub async fn revoke(server: &Administration, actor: &Actor, token: &str) -> Result<bool, AdministrationError> {
    let action = Action::TokenRevoke;
    actor.check(&action, None)?;
    retry_on_deadlock!(try_revoke(server, actor, &action, token))
}

async fn try_revoke(
    server: &Administration,
    actor: &Actor,
    action: &Action,
    token: &str,
) -> Result<bool, AdministrationError> {
    let tx = server.database.begin().await?;
    let Some(revoked) = server.accounts.revoke_token(&tx, token).await? else { return Ok(false) };
    let detail = json!({ "tokenId": revoked.id, "name": revoked.name });
    server.note(&tx, actor, action, revoked.id, detail).await?;
    tx.commit().await?;
    Ok(true)
}

/// A token as functions and commands show it.
pub fn describe(token: &TokenEntry, now: Timestamp) -> Value {
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
pub fn scopes(rights: &Rights) -> Vec<&'static str> {
    rights.scopes.iter().map(|scope| scope.as_str()).collect()
}
