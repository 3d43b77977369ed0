//! Active sessions, and an end to them.

use accounts::standing_of_session;
use element_model::AppId;
use login_type::{Admission, CallError, Standing};
use serde_json::{Value, json};
use storage::{Access as _, retry_on_deadlock};
pub use storage::{Session, SessionFilter};
use tracing::instrument;

use crate::{Action, Actor, Administration, AdministrationError, moment};

/// A session with what the instance that it came by is now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionEntry {
    /// The session.
    pub session: Session,
    /// The present standing of the instance; `None` where nobody knows the instances. A session whose instance is gone is
    /// good for nothing, and as good as ever when the instance comes back.
    pub standing: Option<Standing>,
}

/// The newest `limit` sessions that go on and fit; with an empty filter, of all that go on.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
    admission: Option<&dyn Admission>,
    filter: &SessionFilter,
    limit: u64,
) -> Result<Vec<SessionEntry>, AdministrationError> {
    actor.check_read(app(filter).as_ref())?;
    let sessions = server.database.sessions().list(filter, limit, server.clock.now()).await?;
    let entries = sessions.into_iter().map(|session| {
        let standing = admission.map(|admission| standing_of_session(admission, &session)).transpose()?;
        Ok(SessionEntry { session, standing })
    });
    Ok(entries.collect::<Result<_, CallError>>()?)
}

/// Ends the sessions that fit, with all their tokens; answers how many. An empty filter ends none.
///
/// # Errors
/// The actor may not, or the database is out of reach.
#[instrument(name = "administration.session.end", skip_all)]
pub async fn end(server: &Administration, actor: &Actor, filter: &SessionFilter) -> Result<u64, AdministrationError> {
    let action = Action::SessionEnd;
    actor.check(&action, app(filter).as_ref())?;
    retry_on_deadlock!(try_end(server, actor, &action, filter))
}

async fn try_end(
    server: &Administration,
    actor: &Actor,
    action: &Action,
    filter: &SessionFilter,
) -> Result<u64, AdministrationError> {
    let tx = server.database.begin().await?;
    let ended = tx.sessions().revoke_where(filter, "ended by an administrator", server.clock.now()).await?;
    let told = told(filter);
    let target = told.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
    let mut detail = json!({ "sessions": ended });
    for (name, value) in told {
        detail[name] = Value::from(value);
    }
    server.note(&tx, actor, action, target, detail).await?;
    tx.commit().await?;
    Ok(ended)
}

/// A session as functions and commands show it.
pub fn describe(entry: &SessionEntry) -> Value {
    let session = &entry.session;
    json!({
        "sessionId": session.id,
        "userId": session.user_id,
        "corpId": session.origin.member.corp_id,
        "member": session.origin.member.subject,
        "app": session.origin.app,
        "instance": session.origin.instance,
        "standing": entry.standing.map(word),
        "platform": session.platform,
        "isBrowser": session.browser_hash.is_some(),
        "createdAt": moment::shown(session.created_at),
        "expiresAt": moment::shown(session.expires_at),
    })
}

/// A standing in the words of functions and commands.
pub const fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::SwitchedOff => "switchedOff",
        Standing::Gone => "gone",
    }
}

/// The one app that a filter keeps to.
fn app(filter: &SessionFilter) -> Option<AppId> {
    filter.app.as_ref()?.parse().ok()
}

/// The filter in the audit trail's words.
fn told(filter: &SessionFilter) -> Vec<(&'static str, &str)> {
    let given = [
        ("sessionId", &filter.id),
        ("userId", &filter.user_id),
        ("corpId", &filter.corp_id),
        ("app", &filter.app),
        ("instance", &filter.instance),
    ];
    given.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
}
