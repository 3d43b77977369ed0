//! Notes in the audit trail what is done outside of a transaction of its own.

use storage::{Access, Database, NewAuditEvent};

/// Notes what was done. It is done by now: a trail that cannot be written is an error in the log, not in the answer.
pub(crate) async fn note(database: &Database, event: NewAuditEvent) {
    let Err(error) = database.audit_events().add(event.clone()).await else { return };
    let detail = event.detail.to_string();
    tracing::error!(
        error = &error as &dyn std::error::Error,
        actor = event.actor,
        action = event.action,
        target = event.target,
        detail,
        "a deed is not in the audit trail; this line is its only trace"
    );
}
