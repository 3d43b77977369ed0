//! Callback records: what came, what became of it, and one more try.

use element_model::AppId;
use serde_json::json;
use storage::{Access as _, ListedRecord, RecordFilter, Requeue, retry_on_deadlock};

use crate::{Action, Actor, Administration, AdministrationError};

/// The records that fit, the newest first, and how many more came in bursts and are not sorted in yet.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
    filter: &RecordFilter,
) -> Result<(Vec<ListedRecord>, u64), AdministrationError> {
    actor.check_read(None)?;
    let records = server.database.callback_records().list(filter).await?;
    let (in_inbox, _) = server.database.callback_inbox().backlog().await?;
    Ok((records, in_inbox))
}

/// The record of this number, with its tries.
///
/// # Errors
/// There is no such record, the actor may not look, or the database is out of reach.
pub async fn show(server: &Administration, actor: &Actor, record_id: i64) -> Result<ListedRecord, AdministrationError> {
    actor.check_read(None)?;
    let record = server.database.callback_records().lookup(record_id).await?;
    record.ok_or(AdministrationError::UnknownRecord { record_id })
}

/// Queues a record again; one of another app than `app`, where one is meant, is unknown.
///
/// # Errors
/// There is no such record, the actor may not, or the database is out of reach.
pub async fn retry(
    server: &Administration,
    actor: &Actor,
    app: Option<&AppId>,
    record_id: i64,
) -> Result<(), AdministrationError> {
    let action = Action::CallbackRetry;
    actor.check(&action, app)?;
    retry_on_deadlock!(try_retry(server, actor, &action, app, record_id))?;
    server.records.wake_worker();
    Ok(())
}

async fn try_retry(
    server: &Administration,
    actor: &Actor,
    action: &Action,
    app: Option<&AppId>,
    record_id: i64,
) -> Result<(), AdministrationError> {
    let tx = server.database.begin().await?;
    if let Some(app) = app {
        let record = tx.callback_records().lookup(record_id).await?;
        if record.is_none_or(|record| record.app != app.to_string()) {
            return Err(AdministrationError::UnknownRecord { record_id });
        }
    }
    if tx.callback_records().requeue(record_id, server.clock.now()).await? == Requeue::Unknown {
        return Err(AdministrationError::UnknownRecord { record_id });
    }
    server.note(&tx, actor, action, record_id.to_string(), json!({ "recordId": record_id })).await?;
    Ok(tx.commit().await?)
}
