//! Members who change or leave: `change_contact` (96302) and `unsubscribe` (90376).

use std::time::Duration;

use error_chain::ErrorChain;
use login_type::{CallError, CallbackRecord, Host, Membership, Profile, Revocation, Subject, WorkError, Worked};
use serde_json::{Map, json};
use wecom_client::{Remedy, policy};
use wecom_types::{CorpId, UserId};

use super::Message;
use crate::contacts::{Contacts, is_gone};

/// The events that tell of members.
pub const EVENTS: &[&str] = &["change_contact", "unsubscribe"];

/// How long WeCom is asked again about an id that it told of and does not know yet; the company's later events wait for it.
const CONFIRMED_WITHIN: Duration = Duration::from_mins(10);

/// A record of one of [`EVENTS`], with all that its work needs.
pub struct MemberEvent<'a> {
    /// Full name of the login type.
    pub login_type: &'static str,
    /// The company it was told of.
    pub corp: &'a CorpId,
    /// The message.
    pub message: &'a Message,
    /// The record, whose realm is that of the sessions.
    pub record: &'a CallbackRecord,
    /// Where WeCom is asked about the member, if this app can ask.
    pub contacts: Option<Contacts<'a>>,
    /// The server's services.
    pub host: &'a Host,
}

impl MemberEvent<'_> {
    /// Ends the sessions of a member who left, takes over what changed of one who did not, where WeCom can be asked about
    /// them; any other event is none of this. May be done twice and comes to the same end.
    ///
    /// # Errors
    /// A field that is missing, another id that WeCom does not confirm, or a database or WeCom that is out of reach.
    pub async fn work(&self) -> Result<Worked, WorkError> {
        match (self.message.event(), self.message.field("ChangeType")) {
            ("unsubscribe", _) => self.leave("FromUserName", "the member left the app's visible range").await?,
            ("change_contact", Some("delete_user")) => self.leave("UserID", "the member was deleted").await?,
            ("change_contact", Some("update_user")) if self.is_gone() => {
                self.leave("UserID", "the member was disabled or left").await?;
            }
            ("change_contact", Some("update_user")) => self.change().await?,
            _ => {}
        }
        Ok(Worked::about(self.corp.as_str()))
    }

    fn is_gone(&self) -> bool {
        self.message.field("Status").and_then(|status| status.parse().ok()).is_some_and(is_gone)
    }

    async fn leave(&self, field: &str, reason: &str) -> Result<(), WorkError> {
        self.revoke(&self.userid(field)?, reason).await
    }

    /// Members who came back after this was told stay.
    async fn revoke(&self, userid: &UserId, reason: &str) -> Result<(), WorkError> {
        let Self { login_type, corp, record, host, .. } = self;
        let everybody = Revocation::new(login_type, &record.realm, corp.as_str(), record.received_at);
        revoke(host, &everybody.only(userid.as_str()), reason).await.map_err(|error| again(&error))
    }

    /// Users are shared by all apps, and an event is no better than the keys it was sealed with, which the administrators
    /// of one app set: nothing is changed of a member whom that app cannot ask WeCom about.
    async fn change(&self) -> Result<(), WorkError> {
        let Some(contacts) = self.contacts else {
            let realm = &self.record.realm;
            tracing::info!(realm, corp.id = %self.corp, "a member's change is left: this app cannot ask WeCom about it");
            return Ok(());
        };
        self.rename(contacts).await?;
        self.update().await?;
        self.ask_for_name(contacts).await
    }

    /// The company gave a member another id: it stays the same user if WeCom confirms it, and a login under way with the
    /// id of before is begun again.
    async fn rename(&self, contacts: Contacts<'_>) -> Result<(), WorkError> {
        if self.message.field("UserID").is_none() || self.message.field("NewUserID").is_none() {
            return Ok(());
        }
        let (old, new) = (self.userid("UserID")?, self.userid("NewUserID")?);
        if old == new {
            return Ok(());
        }
        if self.is_user(&old).await? && !self.is_user(&new).await? {
            self.confirm(contacts, &old, &new).await?;
            let renamed = self.host.accounts.rename(&self.subject(&old), new.as_str(), self.record.received_at).await;
            renamed.map_err(|error| again(&error))?;
        }
        self.revoke(&old, "the member has another id now").await
    }

    async fn is_user(&self, userid: &UserId) -> Result<bool, WorkError> {
        let user = self.host.accounts.lookup(&self.subject(userid)).await.map_err(|error| again(&error))?;
        Ok(user.is_some())
    }

    /// Makes sure that WeCom knows nobody by the id of before and somebody by the new one (96255).
    async fn confirm(&self, contacts: Contacts<'_>, old: &UserId, new: &UserId) -> Result<(), WorkError> {
        match contacts.member(old).await {
            Ok(_) => return Err(self.unconfirmed("it still knows a member by UserID")),
            Err(failure) if failure.errcode().is_some_and(policy::is_nobody) => {}
            Err(failure) => return Err(of_wecom(&failure)),
        }
        match contacts.member(new).await {
            Ok(_) => Ok(()),
            Err(failure) if failure.errcode().is_some_and(policy::is_nobody) => {
                Err(self.unconfirmed("it knows no member by NewUserID"))
            }
            Err(failure) => Err(of_wecom(&failure)),
        }
    }

    /// WeCom may tell of a change a moment before it answers by it; after that the event is not WeCom's.
    fn unconfirmed(&self, why: &str) -> WorkError {
        let message = format!("WeCom does not confirm that the member has another id: {why}");
        let age = self.host.clock.now().since(self.record.received_at);
        if age < CONFIRMED_WITHIN { WorkError::retry(message) } else { WorkError::dead(message) }
    }

    async fn update(&self) -> Result<(), WorkError> {
        let userid = self.userid(self.present_id())?;
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

    /// Asks for what the event does not tell: names are absent for apps authorised after 2022-06 (96302), though `user/get`
    /// may have them. Of somebody who never logged in nothing is kept, and what cannot be had now comes at the next recheck.
    async fn ask_for_name(&self, contacts: Contacts<'_>) -> Result<(), WorkError> {
        if self.message.field("Name").is_some() {
            return Ok(());
        }
        let userid = self.userid(self.present_id())?;
        let (subject, asked_at) = (self.subject(&userid), self.host.clock.now());
        if !self.is_user(&userid).await? {
            return Ok(());
        }
        match contacts.recheck(&subject).await {
            Ok(Membership::Current(profile)) => {
                let updated = self.host.accounts.update_profile(&subject, &profile, asked_at).await;
                updated.map_err(|error| again(&error))
            }
            Ok(Membership::Ended(reason)) => self.revoke(&userid, &reason).await,
            Ok(_) => Ok(()),
            Err(failure) => {
                tracing::info!(corp.id = %self.corp, error = %failure.chain(), "a member's name is not to be had now");
                Ok(())
            }
        }
    }

    /// The field that names the member by the id of now.
    fn present_id(&self) -> &'static str {
        if self.message.field("NewUserID").is_some() { "NewUserID" } else { "UserID" }
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

/// The consequence of a failed WeCom call for a record.
pub fn of_wecom(error: &wecom_client::Error) -> WorkError {
    let said = format!("{error}; {}", error.advice());
    match error.remedy() {
        Remedy::WaitForTicket => WorkError::waiting(said),
        Remedy::BackOff(after) => WorkError::retry_after(said, after),
        remedy if remedy.stops_corp() => WorkError::dead(said),
        Remedy::Bug | Remedy::RestartLogin | Remedy::Deny => WorkError::dead(said),
        _ => WorkError::retry(said),
    }
}

fn missing(field: &str) -> WorkError {
    WorkError::dead(format!("the message has no {field}"))
}

fn again(error: &CallError) -> WorkError {
    WorkError::retry(error.to_string())
}
