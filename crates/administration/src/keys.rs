//! Keys: those that sign access tokens, and those that seal what is stored.

use accounts::{FirstUse, Rotation};
use serde_json::Value;
use storage::{Access as _, Resealed};

use crate::{Action, Actor, Administration, AdministrationError};

/// Publishes new signing keys, one an algorithm that is in use; tokens that those before them signed stay valid until they
/// expire.
///
/// # Errors
/// The actor may not, too many keys are in use, or the database is out of reach. A key that was made and could not be noted
/// stays.
pub async fn rotate(
    server: &Administration,
    actor: &Actor,
    first_use: FirstUse,
) -> Result<Rotation, AdministrationError> {
    let action = Action::KeyRotate;
    actor.check(&action, None)?;
    let rotation = server.accounts.rotate_keys(first_use).await?;
    server.note(&server.database, actor, &action, rotation.kids.join(" "), Value::Null).await?;
    Ok(rotation)
}

/// Seals every secret in the database anew under the key `active`, which the database seals with already; broken off, it
/// goes on where it was.
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
    let outcomes = server.database.sealed_rows().reseal().await?;
    server.note(&server.database, actor, &action, active.to_owned(), Value::Null).await?;
    Ok(outcomes)
}
