//! Administrators of the console: who they are, their roles, an end to them.

use clock::Timestamp;
use login_type::{CallError, ErrorKind};
use serde_json::json;
use storage::{Access as _, StoredAdministrator, retry_on_deadlock};

use crate::{Action, Actor, Administration, AdministrationError, Role};

/// An administrator, without what they prove themselves by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Administrator {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Whether they are kept out.
    pub disabled: bool,
    /// Since when they are there.
    pub created_at: Timestamp,
    /// When they signed in last.
    pub signed_in_at: Option<Timestamp>,
}

/// A change of an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another role.
    Role(Role),
    /// They are kept out; their sessions end.
    Disable,
    /// They are let in again.
    Enable,
}

impl Administrator {
    /// As the database has them; a role of a newer program is the least.
    pub(crate) fn of(stored: &StoredAdministrator) -> Self {
        Self {
            id: stored.id.clone(),
            name: stored.name.clone(),
            role: stored.role.parse().unwrap_or(Role::Auditor),
            disabled: stored.disabled,
            created_at: stored.created_at,
            signed_in_at: stored.signed_in_at,
        }
    }
}

/// All of them, by their names.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(server: &Administration, actor: &Actor) -> Result<Vec<Administrator>, AdministrationError> {
    actor.check_read(None)?;
    Ok(server.database.administrators().list().await?.iter().map(Administrator::of).collect())
}

/// Changes an administrator; the last owner who is let in stays one.
///
/// # Errors
/// There is no such administrator, they are the last owner, the actor may not, or the database is out of reach.
pub async fn change(
    server: &Administration,
    actor: &Actor,
    id: &str,
    change: Change,
) -> Result<Administrator, AdministrationError> {
    let action = Action::AdministratorChange;
    actor.check(&action, None)?;
    retry_on_deadlock!(try_change(server, actor, &action, id, change))
}

async fn try_change(
    server: &Administration,
    actor: &Actor,
    action: &Action,
    id: &str,
    change: Change,
) -> Result<Administrator, AdministrationError> {
    let tx = server.database.begin().await?;
    let all = tx.administrators().hold_all().await?;
    let Some(known) = all.iter().find(|known| known.id == id) else {
        return Err(CallError::new(ErrorKind::UnknownUser, "there is no such administrator").into());
    };
    let mut changed = known.clone();
    let detail = match change {
        Change::Role(role) => {
            role.as_str().clone_into(&mut changed.role);
            json!({ "role": role.as_str() })
        }
        Change::Disable => {
            changed.disabled = true;
            json!({ "disabled": true })
        }
        Change::Enable => {
            changed.disabled = false;
            json!({ "disabled": false })
        }
    };
    let is_owner = |one: &StoredAdministrator| one.role == Role::Owner.as_str() && !one.disabled;
    if is_owner(known) && !is_owner(&changed) && all.iter().filter(|one| is_owner(one)).count() == 1 {
        let message = format!("{} is the last owner: make somebody else one first", known.name);
        return Err(CallError::new(ErrorKind::ValueNotAllowed, message).into());
    }
    tx.administrators().update(&changed).await?;
    // Their rights are other from now on: they sign in anew.
    tx.console_sessions().remove_of(id).await?;
    server.note(&tx, actor, action, format!("administrator {}", known.name), detail).await?;
    tx.commit().await?;
    Ok(Administrator::of(&changed))
}
