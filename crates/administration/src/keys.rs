//! Keys: those that sign access tokens, and those that seal what is stored.

pub use accounts::{FirstUse, Rotation};
use serde_json::json;
use storage::Access as _;
pub use storage::Resealed;

use crate::{Action, Actor, Administration, AdministrationError};

/// Publishes new signing keys, one an algorithm that is in use; tokens that those before them signed stay valid until they
/// expire.
///
/// # Errors
/// The actor may not, too many keys are in use, or the database is out of reach.
pub async fn rotate(
    server: &Administration,
    actor: &Actor,
    first_use: FirstUse,
) -> Result<Rotation, AdministrationError> {
    actor.check(&Action::KeyRotate, None)?;
    Ok(server.accounts.on(actor.audit_context()).rotate_keys(first_use).await?)
}

/// As [`reseal`], under the key that the database seals with now.
///
/// # Errors
/// As [`reseal`].
pub async fn reseal_active(server: &Administration, actor: &Actor) -> Result<Vec<Resealed>, AdministrationError> {
    let active = server.database.active_key().unwrap_or_default();
    reseal(server, actor, &active).await
}

/// Seals every secret in the database anew under the key `active`, which the database seals with already; broken off, it
/// goes on where it was. The trail has its beginning and its end, because it lasts longer than a transaction may: a
/// beginning without an end was broken off.
///
/// # Errors
/// The actor may not, or the database is out of reach.
pub async fn reseal(
    server: &Administration,
    actor: &Actor,
    active: &str,
) -> Result<Vec<Resealed>, AdministrationError> {
    let action = Action::KeyReseal;
    actor.check(&action, None)?;
    let note = async |detail| server.note(&server.database, actor, &action, active.to_owned(), detail).await;
    note(json!({ "step": "begun" })).await?;
    let outcomes = server.database.sealed_rows().reseal().await?;
    let count = |rows: fn(&Resealed) -> u64| outcomes.iter().map(rows).sum::<u64>();
    let (resealed, closed) = (count(|column| column.resealed), count(|column| column.closed));
    note(json!({ "step": "ended", "resealed": resealed, "closed": closed })).await?;
    Ok(outcomes)
}
