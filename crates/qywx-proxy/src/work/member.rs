//! Members who change or leave: `change_contact` (96302) and `unsubscribe` (90376).

use login_type::{Profile, Subject, WorkError, Worked};
use serde_json::{Map, json};
use wecom_types::{CorpId, UserId};

use super::{Task, dead, done, missing, of_call};
use crate::elements::TYPE;

/// `Status` of a member who is disabled, and of one who left (96255).
const GONE: [&str; 2] = ["2", "5"];

pub(super) async fn change_contact(task: &Task<'_>) -> Result<Worked, WorkError> {
    let corp = task.corp_id()?;
    match task.event.field("ChangeType") {
        Some("delete_user") => leave(task, &corp, "UserID", "the member was deleted").await,
        Some("update_user") if task.event.field("Status").is_some_and(|status| GONE.contains(&status)) => {
            leave(task, &corp, "UserID", "the member was disabled or left").await
        }
        Some("update_user") => {
            rename(task, &corp).await?;
            update(task, &corp).await
        }
        _ => Ok(done(&corp)),
    }
}

pub(super) async fn unsubscribe(task: &Task<'_>) -> Result<Worked, WorkError> {
    let corp = task.corp_id()?;
    leave(task, &corp, "FromUserName", "the member left the app's visible range").await
}

async fn leave(task: &Task<'_>, corp: &CorpId, field: &str, reason: &str) -> Result<Worked, WorkError> {
    let userid = userid(task, field)?;
    // Whoever came back after this was told stays.
    task.revoke(corp, Some(userid.as_str()), task.record.received_at, reason).await?;
    Ok(done(corp))
}

/// The company gave a member another id: it stays the same user, and a login under way with the id of before is begun
/// again.
async fn rename(task: &Task<'_>, corp: &CorpId) -> Result<(), WorkError> {
    if task.event.field("UserID").is_none() || task.event.field("NewUserID").is_none() {
        return Ok(());
    }
    let (old, new) = (userid(task, "UserID")?, userid(task, "NewUserID")?);
    if old == new {
        return Ok(());
    }
    let subject = Subject { login_type: TYPE, corp_id: corp.to_string(), id: old.to_string() };
    let told_at = task.record.received_at;
    task.host.accounts.rename(&subject, new.as_str(), told_at).await.map_err(|error| of_call(&error))?;
    task.revoke(corp, Some(old.as_str()), told_at, "the member has another id now").await
}

async fn update(task: &Task<'_>, corp: &CorpId) -> Result<Worked, WorkError> {
    let field = if task.event.field("NewUserID").is_some() { "NewUserID" } else { "UserID" };
    let userid = userid(task, field)?;
    let mut extra = Map::new();
    if let Some(departments) = task.event.field("Department") {
        let ids: Vec<i64> = departments.split(',').filter_map(|id| id.trim().parse().ok()).collect();
        extra.insert("department".to_owned(), json!(ids));
    }
    let name = task.event.field("Name").map(str::to_owned);
    let avatar = task.event.field("Avatar").map(str::to_owned);
    let subject = Subject { login_type: TYPE, corp_id: corp.to_string(), id: userid.to_string() };
    let profile = Profile { name, avatar, extra };
    task.host
        .accounts
        .update_profile(&subject, &profile, task.record.received_at)
        .await
        .map_err(|error| of_call(&error))?;
    Ok(done(corp))
}

/// The member that a field of the event names.
fn userid(task: &Task<'_>, field: &str) -> Result<UserId, WorkError> {
    let text = task.event.field(field).ok_or_else(|| missing(field))?;
    UserId::try_from(text).map_err(|error| dead(format!("{field}: {error}")))
}
