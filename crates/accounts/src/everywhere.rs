//! The end of all sessions of a user, which the user asks for.

use serde_json::json;
use storage::{Access as _, SessionFilter, retry_on_deadlock};

use crate::{AccountsError, BrowserSession, LocalAccounts, audit_context::AuditEntry};

impl LocalAccounts {
    /// Ends the sessions of a browser's user at all devices and in all apps, with all their tokens; answers how many.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn close_everywhere(&self, session: &BrowserSession) -> Result<u64, AccountsError> {
        retry_on_deadlock!(self.try_close_everywhere(session))
    }

    async fn try_close_everywhere(&self, session: &BrowserSession) -> Result<u64, AccountsError> {
        let user = &session.user;
        let filter = SessionFilter { user_id: Some(user.user_id.clone()), ..SessionFilter::default() };
        let tx = self.db.begin().await?;
        let ended = tx.sessions().revoke_where(&filter, "logged out everywhere", self.clock.now()).await?;
        let entry = AuditEntry {
            actor: Some(format!("user {}", user.user_id)),
            action: "logout".into(),
            target: format!("user {}", user.user_id),
            detail: json!({ "reason": "logged out everywhere", "sessions": ended, "corpId": user.corp_id, "member": user.corp_user_id }),
        };
        self.note(&tx, entry).await?;
        tx.commit().await?;
        Ok(ended)
    }
}
