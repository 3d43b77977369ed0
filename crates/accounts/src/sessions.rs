//! Sessions: what a login opens and log-out or a revocation ends.

use clock::Timestamp;
use login_type::{CallError, ErrorKind, Login, Revocation, User};
use serde_json::{Value, json};
use storage::{Access, Session, SessionFilter, StorageError, Transaction, retry_on_deadlock};
use tracing::instrument;

use crate::{
    AccountsError, LocalAccounts, access_token::PLAIN_SCOPE, audit_context::AuditEntry, error::session_ended,
    key_set::KeySet, texts,
};

/// The sessions that end: everybody's of a company whom a login type recognised under this realm up to `until`, or one
/// member's.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) login_type: &'a str,
    pub(crate) realm: &'a str,
    pub(crate) corp_id: &'a str,
    pub(crate) subject: Option<&'a str>,
    pub(crate) until: Timestamp,
}

/// A session that goes on and its user, who is not disabled.
pub(crate) async fn live(
    access: &impl Access,
    session_id: &str,
    now: Timestamp,
) -> Result<Option<(Session, storage::User)>, StorageError> {
    let Some(session) = access.sessions().lookup(session_id).await? else { return Ok(None) };
    live_user(access, session, now).await
}

/// The session with its user, if it goes on.
pub(crate) async fn live_user(
    access: &impl Access,
    session: Session,
    now: Timestamp,
) -> Result<Option<(Session, storage::User)>, StorageError> {
    if session.revoked_at.is_some() || session.expires_at <= now {
        return Ok(None);
    }
    let user = access.users().lookup(&session.user_id).await?;
    Ok(user.filter(|user| !user.disabled).map(|user| (session, user)))
}

/// The user of a session as answers show it.
pub(crate) fn shown(session: &Session, user: &storage::User) -> User {
    let member = &session.origin.member;
    let mut shown = User::new(&user.id, &member.corp_id, &member.subject);
    (shown.name, shown.avatar) = (user.name.clone(), user.avatar.clone());
    shown
}

impl LocalAccounts {
    /// Ends a session, with all its tokens and the sessions of its user at the same browser; does nothing for one that has
    /// ended.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn close(&self, session_id: &str) -> Result<(), AccountsError> {
        retry_on_deadlock!(self.try_close(session_id))
    }

    async fn try_close(&self, session_id: &str) -> Result<(), AccountsError> {
        let tx = self.db.begin().await?;
        self.close_in(&tx, session_id, "logged out").await?;
        Ok(tx.commit().await?)
    }

    /// Ends a session within a transaction, with those that it continues and those that continue it.
    pub(crate) async fn close_in(&self, tx: &Transaction, id: &str, reason: &str) -> Result<(), AccountsError> {
        if !tx.sessions().revoke(id, reason, self.clock.now()).await? {
            return Ok(());
        }
        if let Some(session) = tx.sessions().lookup(id).await? {
            let entry = audit_entry(&session, "logout", format!("session {id}"), json!({ "reason": reason }));
            self.note(tx, entry).await?;
        }
        Ok(())
    }

    /// The user of a session of `app`.
    ///
    /// # Errors
    /// [`AccountsError::Refused`] with `LoginRequired` when there is no such session any more, or when the database is
    /// out of reach.
    pub async fn session_user(&self, app: &str, session_id: &str) -> Result<User, AccountsError> {
        let live = live(&self.db, session_id, self.clock.now()).await?;
        let Some((session, user)) = live.filter(|(session, _)| session.origin.app == app) else {
            return Err(session_ended().into());
        };
        Ok(shown(&session, &user))
    }

    /// Opens a session and gives its first tokens.
    pub(crate) async fn open_session(
        &self,
        tx: &Transaction,
        keys: &KeySet,
        session: &Session,
        user: &storage::User,
    ) -> Result<Login, AccountsError> {
        // Held, so that who is disabled meanwhile is refused here or loses this session too.
        if tx.users().hold(&user.id).await?.is_none_or(|user| user.disabled) {
            return Err(disabled().into());
        }
        tx.sessions().add(session).await?;
        tx.member_checks().confirm(&session.origin.member, session.created_at).await?;
        let told = json!({ "sessionId": session.id, "platform": session.platform });
        self.note(
            tx,
            audit_entry(session, "login", format!("{}:{}", session.origin.app, session.origin.instance), told),
        )
        .await?;
        self.first_tokens(tx, keys, (session, user), (&session.origin.app, PLAIN_SCOPE)).await
    }

    /// Ends the sessions that a login type says are over; answers how many.
    pub(crate) async fn revoke_sessions(&self, of: &Revocation, reason: &str) -> Result<u64, AccountsError> {
        let Revocation { login_type, realm, corp_id, subject, until, .. } = of;
        self.end_scope(Scope { login_type, realm, corp_id, subject: subject.as_deref(), until: *until }, reason).await
    }

    /// Ends sessions and unused login codes, and notes it for logins that are still under way. A login that is opening its
    /// session or getting its code right now has finished when the company is held; and the codes go first: whoever is
    /// turning one into a session has finished when they are gone. So that session is found.
    #[instrument(name = "accounts.session.revoke", skip_all, fields(realm = %of.realm, corp.id = %of.corp_id))]
    pub(crate) async fn end_scope(&self, of: Scope<'_>, reason: &str) -> Result<u64, AccountsError> {
        retry_on_deadlock!(self.try_end_scope(of, reason))
    }

    async fn try_end_scope(&self, of: Scope<'_>, reason: &str) -> Result<u64, AccountsError> {
        let tx = self.db.begin().await?;
        tx.revocations().hold(of.realm, of.corp_id).await?;
        tx.revocations().add(of.realm, of.corp_id, of.subject, of.until).await?;
        tx.login_codes().remove_for(of.login_type, of.realm, of.corp_id, of.subject).await?;
        let filter = SessionFilter {
            login_type: Some(of.login_type.to_owned()),
            realm: Some(of.realm.to_owned()),
            corp_id: Some(of.corp_id.to_owned()),
            subject: of.subject.map(str::to_owned),
            created_until: Some(of.until),
            ..SessionFilter::default()
        };
        let ended = tx.sessions().revoke_where(&filter, reason, self.clock.now()).await?;
        if ended > 0 {
            let target = of.subject.iter().fold(of.corp_id.to_owned(), |corp, subject| format!("{corp}/{subject}"));
            let detail = json!({ "loginType": of.login_type, "realm": of.realm, "reason": reason, "sessions": ended });
            self.note(&tx, AuditEntry { actor: None, action: "revoke".into(), target, detail }).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }
}

/// The audit entry of an action of a session's user, with all that is known of both.
pub(crate) fn audit_entry(session: &Session, action: &'static str, target: String, mut detail: Value) -> AuditEntry {
    detail["corpId"] = json!(session.origin.member.corp_id);
    detail["member"] = json!(session.origin.member.subject);
    AuditEntry { actor: Some(format!("user {}", session.user_id)), action: action.into(), target, detail }
}

/// The refusal of a user whom an operator keeps out.
pub(crate) fn disabled() -> CallError {
    CallError::new(ErrorKind::LoginRefused, "this user is disabled: ask an administrator").telling(&texts::DISABLED)
}
