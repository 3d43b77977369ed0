//! Log-outs told to clients (OpenID Connect Back-Channel Logout): which were taken, which wait and why.

use element_model::AppId;
use serde_json::{Value, json};
use storage::{Access as _, ToldClient};

use crate::{Actor, Administration, AdministrationError, moment};

/// The words for how far a client was told.
pub const STATES: [&str; 3] = ["waiting", "taken", "given up"];

/// The clients of an app, or of all, that are or were told of the end of a session, the last ended first.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
    app: Option<&AppId>,
    (state, limit): (Option<&str>, u64),
) -> Result<Vec<ToldClient>, AdministrationError> {
    actor.check_read(app)?;
    let app = app.map(ToString::to_string);
    Ok(server.database.client_sessions().told(app.as_deref(), state, limit).await?)
}

/// An entry as functions and commands show it.
pub fn describe(told: &ToldClient) -> Value {
    let ToldClient { entry, state, ended_at, next_attempt_at, .. } = told;
    json!({
        "app": entry.app,
        "clientId": entry.client_id,
        "sessionId": entry.session_id,
        "state": state,
        "endedAt": moment::shown(*ended_at),
        "attempts": entry.attempts,
        "nextAttemptAt": (state == STATES[0]).then(|| moment::shown(*next_attempt_at)),
        "lastError": entry.last_error,
    })
}
