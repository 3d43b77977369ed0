//! Members who change or leave: `change_contact` (96302) and `unsubscribe` (90376).

use login_type::{CallError, CallbackRecord, Host, Profile, Revocation, Subject, WorkError, Worked};
use serde_json::{Map, json};
use wecom_types::{CorpId, UserId};

use super::Message;

/// The events that tell of members.
pub const EVENTS: &[&str] = &["change_contact", "unsubscribe"];

/// `Status` of a member who is disabled, and of one who left (96255).
const GONE: [&str; 2] = ["2", "5"];

/// A record of one of [`EVENTS`], with all that its work needs.
pub struct MemberEvent<'a> {
    /// Full name of the login type.
    pub login_type: &'static str,
    /// The company it was told of.
    pub corp: &'a CorpId,
    /// What was told.
    pub message: &'a Message,
    /// The record, whose realm is that of the sessions.
    pub record: &'a CallbackRecord,
    /// What the server lends.
    pub host: &'a Host,
}

impl MemberEvent<'_> {
    /// Ends the sessions of a member who left, takes over what changed of one who did not; any other event is none of
    /// this. May be done twice and comes to the same end.
    ///
    /// # Errors
    /// A field that is missing, or a database that is out of reach.
    pub async fn work(&self) -> Result<Worked, WorkError> {
        match (self.message.event(), self.message.field("ChangeType")) {
            ("unsubscribe", _) => self.leave("FromUserName", "the member left the app's visible range").await?,
            ("change_contact", Some("delete_user")) => self.leave("UserID", "the member was deleted").await?,
            ("change_contact", Some("update_user")) if self.is_gone() => {
                self.leave("UserID", "the member was disabled or left").await?;
            }
            ("change_contact", Some("update_user")) => {
                self.rename().await?;
                self.update().await?;
            }
            _ => {}
        }
        Ok(Worked::about(self.corp.as_str()))
    }

    fn is_gone(&self) -> bool {
        self.message.field("Status").is_some_and(|status| GONE.contains(&status))
    }

    async fn leave(&self, field: &str, reason: &str) -> Result<(), WorkError> {
        self.revoke(&self.userid(field)?, reason).await
    }

    /// Whoever came back after this was told stays.
    async fn revoke(&self, userid: &UserId, reason: &str) -> Result<(), WorkError> {
        let Self { login_type, corp, record, host, .. } = self;
        let everybody = Revocation::new(login_type, &record.realm, corp.as_str(), record.received_at);
        revoke(host, &everybody.only(userid.as_str()), reason).await.map_err(|error| again(&error))
    }

    /// The company gave a member another id: it stays the same user, and a login under way with the id of before is begun
    /// again.
    async fn rename(&self) -> Result<(), WorkError> {
        if self.message.field("UserID").is_none() || self.message.field("NewUserID").is_none() {
            return Ok(());
        }
        let (old, new) = (self.userid("UserID")?, self.userid("NewUserID")?);
        if old == new {
            return Ok(());
        }
        let renamed = self.host.accounts.rename(&self.subject(&old), new.as_str(), self.record.received_at).await;
        renamed.map_err(|error| again(&error))?;
        self.revoke(&old, "the member has another id now").await
    }

    async fn update(&self) -> Result<(), WorkError> {
        let field = if self.message.field("NewUserID").is_some() { "NewUserID" } else { "UserID" };
        let userid = self.userid(field)?;
        let mut extra = Map::new();
        if let Some(departments) = self.message.field("Department") {
            let ids: Vec<i64> = departments.split(',').filter_map(|id| id.trim().parse().ok()).collect();
            extra.insert("department".to_owned(), json!(ids));
        }
        let name = self.message.field("Name").map(str::to_owned);
        let avatar = self.message.field("Avatar").map(str::to_owned);
        let profile = Profile { name, avatar, extra };
        let told_at = self.record.received_at;
        let updated = self.host.accounts.update_profile(&self.subject(&userid), &profile, told_at).await;
        updated.map_err(|error| again(&error))
    }

    /// The member that a field names.
    fn userid(&self, field: &str) -> Result<UserId, WorkError> {
        let text = self.message.field(field).ok_or_else(|| missing(field))?;
        UserId::try_from(text).map_err(|error| WorkError::dead(format!("{field}: {error}")))
    }

    fn subject(&self, userid: &UserId) -> Subject {
        Subject { login_type: self.login_type, corp_id: self.corp.to_string(), id: userid.to_string() }
    }
}

/// Ends sessions, and says so in the log.
///
/// # Errors
/// When the database is out of reach.
pub async fn revoke(host: &Host, revocation: &Revocation, reason: &str) -> Result<(), CallError> {
    let ended = host.accounts.revoke(revocation, reason).await?;
    let Revocation { realm, corp_id, .. } = revocation;
    tracing::info!(realm, corp.id = %corp_id, sessions = ended, reason, "sessions revoked");
    Ok(())
}

fn missing(field: &str) -> WorkError {
    WorkError::dead(format!("the message has no {field}"))
}

fn again(error: &CallError) -> WorkError {
    WorkError::retry(error.to_string())
}
