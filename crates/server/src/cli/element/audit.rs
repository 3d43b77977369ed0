//! Notes a change in the audit trail, where the configured database can be reached.

use std::time::Duration;

use app_catalog::{Draft, Edit};
use clock::Timestamp;
use serde_json::json;
use storage::{Access, NewAuditEvent};

use crate::{
    cli::{open, output},
    config::Config,
};

/// Longest wait for the database: the change is made by then.
const LIMIT: Duration = Duration::from_secs(5);

/// Notes whom and what a change touched, never what it holds. The elements are files, which need no database: one that
/// cannot be reached is said, and is no failure.
pub(super) async fn note(config: &Config, action: &str, edit: &Edit, draft: &Draft<'_>, at: Timestamp) {
    let event = NewAuditEvent {
        at,
        actor: "command line".to_owned(),
        action: action.to_owned(),
        target: format!("{}:{}", edit.app, edit.instance),
        detail: json!({ "fullName": edit.instance, "type": draft.r#type(), "changed": draft.changed() }),
    };
    let noted = tokio::time::timeout(LIMIT, async {
        open(config).await?.database.audit_events().add(event).await?;
        anyhow::Ok(())
    });
    let why = match noted.await {
        Ok(Ok(())) => return,
        Ok(Err(error)) => format!("{error:#}"),
        Err(_) => format!("the database does not answer within {LIMIT:?}"),
    };
    output::aside(format!("note: this is not in the audit trail: {why}"));
}
