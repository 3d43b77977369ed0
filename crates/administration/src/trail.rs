//! The audit trail: who did what, and the actions that a login type does itself.

use accounts::AuditEntry;
use async_trait::async_trait;
use error_chain::ErrorChain;
use serde_json::Value;
use storage::{Access as _, Database, NewAuditEvent};
pub use storage::{AuditEvent, AuditFilter};

use crate::{Action, Actor, Administration, AdministrationError};

/// The newest `limit` entries that fit, the newest first.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
    filter: &AuditFilter,
    limit: u64,
) -> Result<Vec<AuditEvent>, AdministrationError> {
    actor.check_read(None)?;
    Ok(server.database.audit_events().list(filter, limit).await?)
}

/// The trail of actions that are done outside of the database.
#[async_trait]
pub trait Trail: Send + Sync {
    /// Notes an action that is done. A failure to note it is told to the log or to the actor.
    async fn note(&self, event: NewAuditEvent);
}

#[async_trait]
impl Trail for Database {
    async fn note(&self, event: NewAuditEvent) {
        note_done(self, event).await;
    }
}

/// Notes that an administrator called a function of a login type, which was done by its own code. A trail that cannot be
/// written is an error in the log and not in the answer, because the action is done.
pub async fn note_function(server: &Administration, actor: &Actor, function: &str, target: String, detail: Value) {
    let entry = AuditEntry { actor: None, action: Action::Function(function.to_owned()).word(), target, detail };
    note_done(&server.database, actor.audit_context().event(server.clock.now(), entry)).await;
}

/// Notes an action that is done already, as [`note_function`] does.
pub async fn note_done(database: &Database, event: NewAuditEvent) {
    let Err(error) = database.audit_events().add(event.clone()).await else { return };
    let detail = event.detail.to_string();
    tracing::error!(
        error = %error.chain(),
        actor = event.actor,
        action = event.action,
        target = event.target,
        detail,
        "an action is not in the audit trail; this line is its only trace"
    );
}
