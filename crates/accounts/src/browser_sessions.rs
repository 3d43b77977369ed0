//! Browser sessions: the cookie of the signed-in page.

use std::time::Duration;

use clock::Timestamp;
use element_model::AppId;
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

/// The things by which a browser is known that asks for a session.
#[derive(Clone, Copy, Debug, Default)]
pub struct KnownBrowser<'a> {
    /// The cookies that it sent for sessions, of whichever age.
    pub cookies: &'a [String],
    /// The value that binds its logins to it; two logins of a browser that end at once have one.
    pub binding: Option<&'a str>,
}

impl LocalAccounts {
    /// Gives a session a cookie, for as long after its login as
    /// [`browser_session_lifetime`](crate::Settings::browser_session_lifetime) says.
    ///
    /// # Errors
    /// [`AccountsError::SessionEnded`], or when the database is out of reach.
    pub async fn open_browser_session(&self, session_id: &str) -> Result<SecretText, AccountsError> {
        self.open_browser_session_at(session_id, KnownBrowser::default()).await
    }

    /// Gives a session a cookie at a browser. A session there of the same member, recognised by the same instance, goes on
    /// and ends with the new one, so that clients keep what they have when their user is recognised anew (OpenID Connect
    /// Core, section 3.1.2.3); of two, one does. Any other session there ends, also one of the same user in another company.
    /// The cookies before this one sign nobody in any more, and a log-out by any of them ends the session.
    ///
    /// # Errors
    /// As [`open_browser_session`](Self::open_browser_session).
    pub async fn open_browser_session_at(
        &self,
        session_id: &str,
        browser: KnownBrowser<'_>,
    ) -> Result<SecretText, AccountsError> {
        retry_on_deadlock!(self.try_open_browser_session(session_id, browser))
    }

    async fn try_open_browser_session(
        &self,
        session_id: &str,
        browser: KnownBrowser<'_>,
    ) -> Result<SecretText, AccountsError> {
        let (cookie, now) = (opaque::secret(self.entropy.as_ref()), self.clock.now());
        let hash = opaque::digest(&cookie);
        let tx = self.db.begin().await?;
        let Some((session, _)) = sessions::live(&tx, session_id, now).await? else {
            return Err(AccountsError::SessionEnded { session_id: session_id.to_owned() });
        };
        // First, because two logins of one browser wait for each other here.
        if let Some(binding) = browser.binding {
            let bound = tx.browser_cookies().put(&opaque::digest(binding), session_id).await?;
            self.settle_earlier(&tx, &session, bound).await?;
        }
        for cookie in browser.cookies {
            let earlier = tx.browser_cookies().owner(&opaque::digest(cookie)).await?;
            self.settle_earlier(&tx, &session, earlier).await?;
        }
        tx.sessions().set_browser_hash(session_id, &hash).await?;
        tx.browser_cookies().put(&hash, session_id).await?;
        tx.commit().await?;
        Ok(SecretText::new(cookie))
    }

    /// Has a session continue an earlier one of its member at its browser, or ends that one where it is of somebody else or
    /// the session continues another one already.
    async fn settle_earlier(
        &self,
        tx: &Transaction,
        session: &Session,
        earlier: Option<Session>,
    ) -> Result<(), AccountsError> {
        let is_earlier = |earlier: &Session| earlier.origin.app == session.origin.app && earlier.revoked_at.is_none();
        let Some(earlier) = earlier.filter(is_earlier) else { return Ok(()) };
        let known = tx.sessions().lookup(&session.id).await?;
        match known.and_then(|known| known.continues) {
            // Several cookies may name sessions that are one already.
            Some(first) if first == earlier.first() => {}
            None if earlier.first() == session.id => {}
            None if earlier.user_id == session.user_id && earlier.origin == session.origin => {
                tx.sessions().continue_with(&earlier, &session.id).await?;
            }
            _ => self.close_in(tx, &earlier.id, "another login at the browser").await?,
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

    /// Ends the session of this cookie, with all its tokens, whatever has become of its instance, and also where the cookie
    /// is one that the session had before; does nothing for a cookie that is nobody's, or not any more.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn close_browser_session(&self, cookie: &str) -> Result<(), AccountsError> {
        match self.db.browser_cookies().owner(&opaque::digest(cookie)).await? {
            Some(session) => self.close(&session.id).await,
            None => Ok(()),
        }
    }

    /// The sessions of an app that a browser with these cookies has, for a log-out: all that go on, whatever has become of
    /// their instances and companies, and whichever of a session's cookies the browser has kept.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn sessions_to_end(&self, app: &AppId, cookies: &[String]) -> Result<Vec<Session>, AccountsError> {
        let (app, now, mut found) = (app.to_string(), self.clock.now(), Vec::<Session>::new());
        for cookie in cookies {
            let session = self.db.browser_cookies().owner(&opaque::digest(cookie)).await?;
            let goes_on = |session: &Session| {
                session.origin.app == app && session.revoked_at.is_none() && session.expires_at > now
            };
            found.extend(session.filter(goes_on));
        }
        Ok(found)
    }

    async fn by_cookie(&self, cookie: &str) -> Result<Option<(Session, storage::User)>, AccountsError> {
        let now = self.clock.now();
        let session = self.db.sessions().lookup_by_browser_hash(&opaque::digest(cookie)).await?;
        let lifetime = self.settings.browser_session_lifetime;
        let Some(session) = session.filter(|session| now < session.created_at + lifetime) else { return Ok(None) };
        Ok(sessions::live_user(&self.db, session, now).await?)
    }
}
