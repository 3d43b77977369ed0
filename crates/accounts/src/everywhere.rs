//! The end of all sessions of a user, which the user asks for.

use std::collections::BTreeMap;

use element_model::AppId;
use serde_json::json;
use storage::{Access as _, Session, SessionFilter, retry_on_deadlock};

use crate::{AccountsError, LocalAccounts, audit_context::AuditEntry};

impl LocalAccounts {
    /// Ends the sessions of a browser's users at all devices and in all apps, with all their tokens and the login codes
    /// that nobody used; answers how many. The browser is known by any cookie that it kept of the app, whatever has become
    /// of the session's instance and company, as at a log-out.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn close_everywhere(&self, app: &AppId, cookies: &[String]) -> Result<u64, AccountsError> {
        let sessions = self.sessions_to_end(app, cookies).await?;
        let of_users: BTreeMap<_, _> = sessions.iter().map(|session| (session.user_id.as_str(), session)).collect();
        let mut ended = 0;
        for session in of_users.into_values() {
            ended += retry_on_deadlock!(self.try_close_everywhere(session))?;
        }
        Ok(ended)
    }

    async fn try_close_everywhere(&self, session: &Session) -> Result<u64, AccountsError> {
        let (user, member) = (&session.user_id, &session.origin.member);
        let filter = SessionFilter { user_id: Some(user.clone()), ..SessionFilter::default() };
        let tx = self.db.begin().await?;
        // A login holds its user while it adds a session, which would else come about unseen.
        tx.users().hold(user).await?;
        tx.login_codes().remove_of_user(user).await?;
        let ended = tx.sessions().revoke_where(&filter, "logged out everywhere", self.clock.now()).await?;
        let entry = AuditEntry {
            actor: Some(format!("user {user}")),
            action: "logout".into(),
            target: format!("user {user}"),
            detail: json!({ "reason": "logged out everywhere", "sessions": ended, "corpId": member.corp_id, "member": member.subject }),
        };
        self.note(&tx, entry).await?;
        tx.commit().await?;
        Ok(ended)
    }
}
