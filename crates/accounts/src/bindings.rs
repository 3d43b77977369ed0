//! Bindings: which subject of a login type is which local user.

use clock::Timestamp;
use login_type::{CallError, ErrorKind, Grant, Profile, Subject};
use serde_json::json;
use storage::{Access, AddedBinding, Database, SessionFilter, StoredLoginCode, StoredProfile, User, retry_on_deadlock};

use crate::{AccountsError, LocalAccounts, audit_context::AuditEntry};

/// The user that a subject is tied to.
pub(crate) async fn user_of(access: &impl Access, subject: &Subject) -> Result<Option<String>, AccountsError> {
    let binding = access.bindings().lookup(subject.login_type, &subject.corp_id, &subject.id).await?;
    Ok(binding.map(|binding| binding.user_id))
}

/// The longest id of a subject, in characters: what its column takes.
const LONGEST_SUBJECT: usize = 191;

/// Refuses an id that no table takes.
fn refuse_unless_it_fits(subject: &Subject) -> Result<(), CallError> {
    let length = subject.id.chars().count();
    if length <= LONGEST_SUBJECT {
        return Ok(());
    }
    let message = format!("the id of this member has {length} characters; at most {LONGEST_SUBJECT} are supported");
    Err(CallError::new(ErrorKind::ValueNotAllowed, message))
}

/// The user of a grant's subject, made at its first login; what is known anew of them is taken over.
pub(crate) async fn find_or_create(access: &impl Access, grant: &Grant) -> Result<User, AccountsError> {
    refuse_unless_it_fits(&grant.subject)?;
    let Subject { login_type, corp_id, id } = &grant.subject;
    let (user, _) = access.bindings().find_or_create(login_type, corp_id, id, &stored(&grant.profile)).await?;
    Ok(user)
}

/// Whether a login code's subject is still tied to the code's user in a company.
pub(crate) async fn still_bound(
    access: &impl Access,
    code: &StoredLoginCode,
    corp_id: &str,
) -> Result<bool, AccountsError> {
    let binding = access.bindings().lookup(&code.login_type, corp_id, &code.subject).await?;
    Ok(binding.is_some_and(|binding| binding.user_id == code.user_id))
}

impl LocalAccounts {
    /// Ties a subject to a user who has no other subject in the same company; changes nothing when it is tied already.
    pub(crate) async fn tie(&self, user_id: &str, subject: &Subject, profile: &Profile) -> Result<(), AccountsError> {
        refuse_unless_it_fits(subject)?;
        retry_on_deadlock!(self.try_tie(user_id, subject, profile))
    }

    async fn try_tie(&self, user_id: &str, subject: &Subject, profile: &Profile) -> Result<(), AccountsError> {
        let tx = self.db.begin().await?;
        if tx.users().lookup(user_id).await?.is_none() {
            return Err(CallError::new(ErrorKind::UnknownUser, format!("there is no user {user_id}")).into());
        }
        let Subject { login_type, corp_id, id } = subject;
        let of_user = tx.bindings().list_by_user(user_id).await?;
        let other = of_user.iter().any(|b| b.login_type == *login_type && b.corp_id == *corp_id && b.subject != *id);
        if other {
            let message =
                format!("user {user_id} is tied to another member of company {corp_id}: unbind that one first");
            return Err(conflict(message).into());
        }
        let added = tx.bindings().add(login_type, corp_id, id, user_id, &stored(profile), self.clock.now()).await?;
        if let AddedBinding::Taken(owner) = added
            && owner != user_id
        {
            let message = format!("member {id} of company {corp_id} is tied to another user: unbind that one first");
            return Err(conflict(message).into());
        }
        self.note(&tx, audit_entry("bind", user_id, login_type, corp_id, &[id])).await?;
        Ok(tx.commit().await?)
    }

    /// Unties a user from the subject in one company, and ends the sessions that came of it.
    pub(crate) async fn untie(&self, user_id: &str, login_type: &str, corp_id: &str) -> Result<(), AccountsError> {
        retry_on_deadlock!(self.try_untie(user_id, login_type, corp_id))
    }

    async fn try_untie(&self, user_id: &str, login_type: &str, corp_id: &str) -> Result<(), AccountsError> {
        let tx = self.db.begin().await?;
        let mut of_user = tx.bindings().list_by_user(user_id).await?;
        of_user.retain(|binding| binding.login_type == login_type && binding.corp_id == corp_id);
        if !tx.bindings().remove(user_id, login_type, corp_id).await? {
            return Err(conflict(format!("user {user_id} is not tied to anybody in company {corp_id}")).into());
        }
        let filter = SessionFilter {
            user_id: Some(user_id.to_owned()),
            login_type: Some(login_type.to_owned()),
            corp_id: Some(corp_id.to_owned()),
            ..SessionFilter::default()
        };
        tx.sessions().revoke_where(&filter, "unbound", self.clock.now()).await?;
        let members: Vec<&str> = of_user.iter().map(|binding| binding.subject.as_str()).collect();
        self.note(&tx, audit_entry("unbind", user_id, login_type, corp_id, &members)).await?;
        Ok(tx.commit().await?)
    }
}

/// Takes over what is known anew of a subject that has a user.
pub(crate) async fn update_profile(
    db: &Database,
    subject: &Subject,
    profile: &Profile,
    told_at: Timestamp,
) -> Result<(), AccountsError> {
    let Subject { login_type, corp_id, id } = subject;
    db.bindings().update_profile(login_type, corp_id, id, &stored(profile), told_at).await?;
    Ok(())
}

/// Gives a subject another id, with its user and its sessions; the audit trail has both ids.
pub(crate) async fn rename(
    accounts: &LocalAccounts,
    subject: &Subject,
    new_id: &str,
    told_at: Timestamp,
) -> Result<(), AccountsError> {
    retry_on_deadlock!(try_rename(accounts, subject, new_id, told_at))
}

async fn try_rename(
    accounts: &LocalAccounts,
    subject: &Subject,
    new_id: &str,
    told_at: Timestamp,
) -> Result<(), AccountsError> {
    let Subject { login_type, corp_id, id } = subject;
    let tx = accounts.db.begin().await?;
    let user = user_of(&tx, subject).await?;
    if tx.bindings().rename(login_type, corp_id, id, new_id, told_at).await? {
        tx.sessions().rename_subject(login_type, corp_id, id, new_id).await?;
        tx.member_checks().rename(login_type, corp_id, id, new_id).await?;
        let mut entry = audit_entry("rename", user.as_deref().unwrap_or_default(), login_type, corp_id, &[new_id]);
        entry.detail["memberBefore"] = json!(id);
        accounts.note(&tx, entry).await?;
    }
    Ok(tx.commit().await?)
}

/// A profile as the database takes it.
pub(crate) fn stored(profile: &Profile) -> StoredProfile {
    StoredProfile { name: profile.name.clone(), avatar: profile.avatar.clone(), extra: profile.extra.clone() }
}

/// A change of the tie between a user and its members in a company: one member, as a rule.
fn audit_entry(
    action: &'static str,
    user_id: &str,
    login_type: &str,
    corp_id: &str,
    members: &[impl AsRef<str>],
) -> AuditEntry {
    let member = members.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    let detail = json!({ "userId": user_id, "loginType": login_type, "corpId": corp_id, "member": member });
    AuditEntry { actor: None, action: action.into(), target: format!("user {user_id}"), detail }
}

fn conflict(message: String) -> CallError {
    CallError::new(ErrorKind::BindingConflict, message)
}
