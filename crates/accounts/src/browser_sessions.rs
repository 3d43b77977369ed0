//! Browser sessions: the cookie of the signed-in page.

use std::time::Duration;

use clock::Timestamp;
use login_type::{Host, SecretText, Standing, User};
use storage::{Access as _, Session, Transaction, retry_on_deadlock};

use crate::{AccountsError, LocalAccounts, admission, opaque, sessions};

/// The session and user of a browser's cookie.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BrowserSession {
    /// The session.
    pub session_id: String,
    /// The app that was logged in to.
    pub app: String,
    /// The instance that recognised the user.
    pub instance: String,
    /// The user.
    pub user: User,
    /// When the identity provider recognised the user.
    pub authenticated_at: Timestamp,
}

impl LocalAccounts {
    /// Gives a session a cookie, for as long after its login as
    /// [`browser_session_lifetime`](crate::Settings::browser_session_lifetime) says.
    ///
    /// # Errors
    /// [`AccountsError::SessionEnded`], or when the database is out of reach.
    pub async fn open_browser_session(&self, session_id: &str) -> Result<SecretText, AccountsError> {
        self.open_browser_session_after(session_id, &[]).await
    }

    /// Gives a session a cookie at a browser that has these. A session of the same user goes on and ends with the new one, so that
    /// clients keep what they have when their user is recognised anew (OpenID Connect Core, section 3.1.2.3); of two, one
    /// does. A session of anybody else ends.
    ///
    /// # Errors
    /// As [`open_browser_session`](Self::open_browser_session).
    pub async fn open_browser_session_after(
        &self,
        session_id: &str,
        before: &[String],
    ) -> Result<SecretText, AccountsError> {
        retry_on_deadlock!(self.try_open_browser_session(session_id, before))
    }

    async fn try_open_browser_session(&self, session_id: &str, before: &[String]) -> Result<SecretText, AccountsError> {
        let cookie = opaque::secret(self.entropy.as_ref());
        let tx = self.db.begin().await?;
        let Some((session, _)) = sessions::live(&tx, session_id, self.clock.now()).await? else {
            return Err(AccountsError::SessionEnded { session_id: session_id.to_owned() });
        };
        self.settle_earlier(&tx, &session, before).await?;
        tx.sessions().set_browser_hash(session_id, &opaque::digest(&cookie)).await?;
        tx.commit().await?;
        Ok(SecretText::new(cookie))
    }

    /// Has a session continue the one of its user among those of these cookies, and ends the others of its app.
    async fn settle_earlier(
        &self,
        tx: &Transaction,
        session: &Session,
        before: &[String],
    ) -> Result<(), AccountsError> {
        let mut continues = false;
        for cookie in before {
            let earlier = tx.sessions().lookup_by_browser_hash(&opaque::digest(cookie)).await?;
            let is_earlier = |earlier: &Session| {
                earlier.id != session.id && earlier.origin.app == session.origin.app && earlier.revoked_at.is_none()
            };
            let Some(earlier) = earlier.filter(is_earlier) else { continue };
            if earlier.user_id == session.user_id && !continues {
                tx.sessions().continue_with(&earlier, &session.id).await?;
                continues = true;
            } else {
                self.close_in(tx, &earlier.id, "another login at the browser").await?;
            }
        }
        Ok(())
    }

    /// The session and user of this cookie; `None` when nobody is, or not any more, or the instance does not stand for the
    /// session or is switched off. The identity provider is asked when its last word on the member is old.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn browser_session(&self, host: &Host, cookie: &str) -> Result<Option<BrowserSession>, AccountsError> {
        let Some((session, user)) = self.by_cookie(cookie).await? else { return Ok(None) };
        if admission::of_session(&*host.admission, &session)? != Standing::Open {
            return Ok(None);
        }
        let Some((session, user)) = self.rechecked(host, (session, user)).await? else { return Ok(None) };
        Ok(Some(BrowserSession {
            user: sessions::shown(&session, &user),
            authenticated_at: session.created_at,
            session_id: session.id,
            app: session.origin.app,
            instance: session.origin.instance,
        }))
    }

    /// The session of this id and its user, if it goes on and its instance stands for it; the identity provider is asked when
    /// its last word on the member is old.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn session_bearer(
        &self,
        host: &Host,
        session_id: &str,
    ) -> Result<Option<(Session, storage::User)>, AccountsError> {
        let live = sessions::live(&self.db, session_id, self.clock.now()).await?;
        let Some((session, user)) = live else { return Ok(None) };
        if admission::of_session(&*host.admission, &session)? != Standing::Open {
            return Ok(None);
        }
        self.rechecked(host, (session, user)).await
    }

    /// How long a browser stays logged in after its login.
    pub fn browser_session_lifetime(&self) -> Duration {
        self.settings.browser_session_lifetime
    }

    /// Ends the session of this cookie, with all its tokens, whatever has become of its instance; does nothing for a
    /// cookie that is nobody's, or not any more.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn close_browser_session(&self, cookie: &str) -> Result<(), AccountsError> {
        match self.by_cookie(cookie).await? {
            Some((session, _)) => self.close(&session.id).await,
            None => Ok(()),
        }
    }

    async fn by_cookie(&self, cookie: &str) -> Result<Option<(Session, storage::User)>, AccountsError> {
        let now = self.clock.now();
        let session = self.db.sessions().lookup_by_browser_hash(&opaque::digest(cookie)).await?;
        let lifetime = self.settings.browser_session_lifetime;
        let Some(session) = session.filter(|session| now < session.created_at + lifetime) else { return Ok(None) };
        Ok(sessions::live_user(&self.db, session, now).await?)
    }
}
