//! Notes in the audit trail what administrators did through functions.

use clock::Timestamp;
use element_model::Arguments;
use serde_json::{Map, Value, json};
use storage::{Database, NewAuditEvent};
use web::RequestContext;

use super::target::Target;
use crate::audit;

/// The arguments that say to whom or what it was done; none is a secret, as a login code would be.
const NOTED: [&str; 5] = ["corpId", "userId", "recordId", "fullName", "type"];

/// Notes a call of an administrator, with all that its function tells of it.
pub(super) async fn note(
    database: &Database,
    now: Timestamp,
    actor: &str,
    target: &Target<'_>,
    args: &Arguments,
    context: &RequestContext,
    told: Map<String, Value>,
) {
    let mut detail = Map::from_iter([("requestId".to_owned(), json!(context.id))]);
    detail.extend(context.client.map(|client| ("address".to_owned(), json!(client))));
    detail.extend(NOTED.iter().filter_map(|name| Some(((*name).to_owned(), args.value(name)?.clone()))));
    detail.extend(told);
    let event = NewAuditEvent {
        at: now,
        actor: actor.to_owned(),
        action: target.function.name.clone(),
        target: format!("{}:{}", target.app.id(), target.element.full_name()),
        detail: detail.into(),
    };
    audit::note(database, event).await;
}
