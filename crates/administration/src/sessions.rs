//! Active sessions, and an end to them.

use element_model::AppId;
use serde_json::{Value, json};
use storage::{Access as _, Session, SessionFilter, retry_on_deadlock};
use tracing::instrument;

use crate::{Action, Actor, Administration, AdministrationError, moment};

/// The newest `limit` sessions that go on and fit; with an empty filter, of all that go on.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
    filter: &SessionFilter,
    limit: u64,
) -> Result<Vec<Session>, AdministrationError> {
    actor.check_read(app(filter).as_ref())?;
    Ok(server.database.sessions().list(filter, limit, server.clock.now()).await?)
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
pub fn describe(session: &Session) -> Value {
    json!({
        "sessionId": session.id,
        "userId": session.user_id,
        "corpId": session.origin.member.corp_id,
        "member": session.origin.member.subject,
        "app": session.origin.app,
        "instance": session.origin.instance,
        "platform": session.platform,
        "isBrowser": session.browser_hash.is_some(),
        "createdAt": moment::shown(session.created_at),
        "expiresAt": moment::shown(session.expires_at),
    })
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
