//! Users: who they are, who is kept out and who is let in again.

use clock::Timestamp;
use login_type::Admission;
use serde::Serialize;
use serde_json::{Value, json};
use storage::{Access as _, Binding, SessionFilter, retry_on_deadlock};
pub use storage::{User, UserFilter};
use tracing::instrument;

use crate::{
    Action, Actor, Administration, AdministrationError, moment,
    sessions::{self, SessionEntry},
};

/// Sessions of one user that are shown at most.
const MOST_OF_ONE: u64 = 1_000;

/// A user as administrators see them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserEntry {
    /// The user.
    pub user: User,
    /// The members they are bound to: company and id within it, by login type.
    pub members: Vec<Member>,
}

/// The member that a user is to a login type, in a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Member {
    /// Full name of the login type.
    pub login_type: String,
    /// The company.
    pub corp_id: String,
    /// The id within the company.
    pub member: String,
    /// Since when.
    #[serde(skip)]
    pub since: Timestamp,
}

impl From<Binding> for Member {
    fn from(binding: Binding) -> Self {
        let Binding { login_type, corp_id, subject, created_at, .. } = binding;
        Self { login_type, corp_id, member: subject, since: created_at }
    }
}

/// The users that fit, in the order of their ids.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
    filter: &UserFilter,
) -> Result<Vec<UserEntry>, AdministrationError> {
    actor.check_read(None)?;
    let users = server.database.users().list(filter).await?;
    let ids: Vec<&str> = users.iter().map(|user| user.id.as_str()).collect();
    let bindings = server.database.bindings().list_by_users(&ids).await?;
    let members_of =
        |user: &User| bindings.iter().filter(|binding| binding.user_id == user.id).cloned().map(Member::from).collect();
    Ok(users.into_iter().map(|user| UserEntry { members: members_of(&user), user }).collect())
}

/// The user of this id, and the sessions of theirs that go on.
///
/// # Errors
/// There is no such user, the actor may not look, or the database is out of reach.
pub async fn show(
    server: &Administration,
    actor: &Actor,
    admission: Option<&dyn Admission>,
    user_id: &str,
) -> Result<(UserEntry, Vec<SessionEntry>), AdministrationError> {
    actor.check_read(None)?;
    let Some(user) = server.database.users().lookup(user_id).await? else { return Err(unknown(user_id)) };
    let members = server.database.bindings().list_by_user(user_id).await?.into_iter().map(Member::from).collect();
    let sessions = sessions::list(server, actor, admission, &of_user(user_id), MOST_OF_ONE).await?;
    Ok((UserEntry { user, members }, sessions))
}

/// Keeps a user out: their sessions end at once, and they get neither codes nor tokens until they are let in again; answers
/// how many sessions ended.
///
/// # Errors
/// There is no such user, the actor may not, or the database is out of reach.
#[instrument(name = "administration.user.disable", skip_all, fields(user.id = %user_id))]
pub async fn disable(server: &Administration, actor: &Actor, user_id: &str) -> Result<u64, AdministrationError> {
    let action = Action::UserDisable;
    actor.check(&action, None)?;
    retry_on_deadlock!(try_disable(server, actor, &action, user_id))
}

async fn try_disable(
    server: &Administration,
    actor: &Actor,
    action: &Action,
    user_id: &str,
) -> Result<u64, AdministrationError> {
    let tx = server.database.begin().await?;
    // From here on nobody opens a session of this user: a login in hand has finished, or finds the user disabled.
    if tx.users().set_disabled(user_id, true).await?.is_none() {
        return Err(unknown(user_id));
    }
    let now = server.clock.now();
    let ended = tx.sessions().revoke_where(&of_user(user_id), "the user was disabled", now).await?;
    let detail = json!({ "userId": user_id, "sessions": ended });
    server.note(&tx, actor, action, format!("user {user_id}"), detail).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Lets a user in again who was kept out; answers whether they were.
///
/// # Errors
/// There is no such user, the actor may not, or the database is out of reach.
#[instrument(name = "administration.user.enable", skip_all, fields(user.id = %user_id))]
pub async fn enable(server: &Administration, actor: &Actor, user_id: &str) -> Result<bool, AdministrationError> {
    let action = Action::UserEnable;
    actor.check(&action, None)?;
    retry_on_deadlock!(try_enable(server, actor, &action, user_id))
}

async fn try_enable(
    server: &Administration,
    actor: &Actor,
    action: &Action,
    user_id: &str,
) -> Result<bool, AdministrationError> {
    let tx = server.database.begin().await?;
    let Some(is_change) = tx.users().set_disabled(user_id, false).await? else { return Err(unknown(user_id)) };
    server.note(&tx, actor, action, format!("user {user_id}"), json!({ "userId": user_id })).await?;
    tx.commit().await?;
    Ok(is_change)
}

/// A user as functions and commands show them.
pub fn describe(entry: &UserEntry) -> Value {
    let UserEntry { user, members, .. } = entry;
    json!({
        "userId": user.id,
        "name": user.name,
        "disabled": user.disabled,
        "createdAt": moment::shown(user.created_at),
        "members": members,
    })
}

fn of_user(user_id: &str) -> SessionFilter {
    SessionFilter { user_id: Some(user_id.to_owned()), ..SessionFilter::default() }
}

fn unknown(user_id: &str) -> AdministrationError {
    AdministrationError::UnknownUser { user_id: user_id.to_owned() }
}
