//! Callback records: what came, what became of it, and one more try.

use clock::Timestamp;
use element_model::AppId;
use secrecy::ExposeSecret as _;
use serde_json::json;
use storage::{Access as _, Requeue, retry_on_deadlock};
pub use storage::{CallbackAttempt, CallbackState, CallbackStateName, ListedRecord, RecordFilter};

use crate::{Action, Actor, Administration, AdministrationError};

mod message;

/// Records of a page of those that are tried again.
const AT_ONCE: u64 = 100;

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

/// How many records are in each state but the succeeded ones, which are not looked at.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn counts(
    server: &Administration,
    actor: &Actor,
) -> Result<Vec<(CallbackStateName, u64)>, AdministrationError> {
    actor.check_read(None)?;
    Ok(server.database.callback_records().backlog(server.clock.now()).await?.open)
}

/// The fields of a record's message, with secrets masked; `None` where it is in no form that is known.
///
/// # Errors
/// There is no such record, it does not open, the actor may not look, or the database is out of reach.
pub async fn fields(
    server: &Administration,
    actor: &Actor,
    record_id: i64,
) -> Result<Option<Vec<(String, String)>>, AdministrationError> {
    actor.check_read(None)?;
    let payload = server.database.callback_records().payload(record_id).await?;
    let payload = payload.ok_or(AdministrationError::UnknownRecord { record_id })?;
    Ok(message::fields(payload.expose_secret()))
}

/// How many records failed or are dead that arrived at a moment or later.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn count_failed(
    server: &Administration,
    actor: &Actor,
    since: Timestamp,
) -> Result<u64, AdministrationError> {
    actor.check_read(None)?;
    Ok(server.database.callback_records().count_failed_since(since).await?)
}

/// The ids of such records behind the id `after`, a page of them.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn failed(
    server: &Administration,
    actor: &Actor,
    since: Timestamp,
    after: i64,
) -> Result<Vec<i64>, AdministrationError> {
    actor.check_read(None)?;
    Ok(server.database.callback_records().failed_since(since, after, AT_ONCE).await?)
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
