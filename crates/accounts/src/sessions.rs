//! Sessions: what a login opens, refresh tokens prolong, and log-out or a revocation ends.

use std::time::Duration;

use clock::Timestamp;
use element_model::AppId;
use login_type::{CallError, ErrorKind, Host, Login, Platform, Revocation, SecretText, User};
use serde_json::{Value, json};
use storage::{Access, MemberKey, RefreshToken, Session, SessionFilter, Spend, StorageError, Transaction};
use tracing::instrument;

use crate::{
    AccountsError, LocalAccounts,
    access_token::{self, Claims},
    admission::{self, refuse_unless_open},
    authentication::session_ended,
    key_set::KeySet,
    occasion::Deed,
    opaque,
};

/// Whose sessions end: everybody's of a company whom a login type recognised under this realm up to `until`, or one member's.
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
    User {
        user_id: user.id.clone(),
        name: user.name.clone(),
        avatar: user.avatar.clone(),
        corp_id: session.corp_id.clone(),
        corp_user_id: session.subject.clone(),
    }
}

/// How long the answer to a refresh token may be asked for again: it was lost, or two tabs asked at once.
pub(crate) const REPEAT_WITHIN: Duration = Duration::from_secs(15);

impl LocalAccounts {
    /// Gives a new pair of tokens for a refresh token of `app`, after a question to the identity provider when its last
    /// word on the member is old. A repeat within 15 seconds gets the same refresh
    /// token again, while that was not used. Any other second use ends the session: either the user or a thief holds a
    /// copy, and it cannot be told who came first.
    ///
    /// # Errors
    /// [`AccountsError::Refused`] with [`ErrorKind::RefreshTokenInvalid`], with [`ErrorKind::InstanceInactive`] by an
    /// instance that is switched off or does not stand for the login any more; or when the database is out of reach.
    #[instrument(name = "accounts.session.refresh", skip_all)]
    pub async fn refresh(&self, app: &AppId, host: &Host, refresh_token: &str) -> Result<Login, AccountsError> {
        self.recheck_bearer(host, app, &opaque::digest(refresh_token)).await?;
        let keys = self.keys.current().await?;
        let now = self.clock.now();
        let nonce = opaque::id(self.entropy.as_ref());
        let tx = self.db.begin().await?;
        let (session_id, successor) =
            match tx.refresh_tokens().spend(&opaque::digest(refresh_token), &nonce, now).await? {
                Spend::Spent(session_id) => (session_id, Successor::new(refresh_token, &nonce)),
                Spend::AlreadySpent(spent) => match self.unused_successor(&tx, refresh_token, &spent).await? {
                    Some(successor) => (spent.session_id, successor),
                    None => return Err(self.end_family(tx, &spent.session_id).await?.into()),
                },
                _ => return Err(refused("the refresh token is unknown or expired: log in again").into()),
            };
        let live = live(&tx, &session_id, now).await?;
        // Returning without a commit leaves the token unspent.
        let Some((session, user)) = live.filter(|(session, _)| session.app == app.to_string()) else {
            return Err(refused("the refresh token is not valid any more: log in again").into());
        };
        refuse_unless_open(admission::of_session(&*host.admission, &session)?, &session.instance)?;
        let login = self.issue_tokens(&tx, &keys, &session, &user, successor).await?;
        tx.commit().await?;
        Ok(login)
    }

    /// What a spent token was answered with, if that may be given once more.
    async fn unused_successor(
        &self,
        tx: &Transaction,
        refresh_token: &str,
        spent: &RefreshToken,
    ) -> Result<Option<Successor>, StorageError> {
        let (Some(spent_at), Some(nonce)) = (spent.spent_at, &spent.successor_nonce) else { return Ok(None) };
        let now = self.clock.now();
        // The clocks of two processes may be apart.
        if now.since(spent_at).max(spent_at.since(now)) > REPEAT_WITHIN {
            return Ok(None);
        }
        let token = opaque::successor(refresh_token, nonce);
        let stored = tx.refresh_tokens().lookup(&opaque::digest(&token)).await?;
        let is_unused = stored.is_some_and(|stored| stored.spent_at.is_none() && stored.expires_at > now);
        Ok(is_unused.then_some(Successor { token, is_stored: true }))
    }

    /// Ends the session of a refresh token that came a second time; answers what its bearer is told.
    async fn end_family(&self, tx: Transaction, session_id: &str) -> Result<CallError, AccountsError> {
        if tx.sessions().revoke(session_id, "a refresh token was used twice", self.clock.now()).await? {
            self.note_reuse(&tx, session_id).await?;
        }
        tx.commit().await?;
        tracing::warn!(session.id = session_id, "a refresh token was used twice: its session is ended");
        Ok(refused("the refresh token was used before, so this login has been ended: log in again"))
    }

    /// Has the member asked about to whose session of `app` a refresh token belongs, if it is good.
    async fn recheck_bearer(&self, host: &Host, app: &AppId, hash: &str) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let token = self.db.refresh_tokens().lookup(hash).await?;
        let good = token.filter(|token| token.spent_at.is_none() && token.expires_at > now);
        let Some(token) = good else { return Ok(()) };
        let Some((session, _)) = live(&self.db, &token.session_id, now).await? else { return Ok(()) };
        if session.app == app.to_string() {
            self.recheck(host, &session).await?;
        }
        Ok(())
    }

    /// Ends a session, with all its tokens; does nothing for one that has ended.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn close(&self, session_id: &str) -> Result<(), AccountsError> {
        let tx = self.db.begin().await?;
        if !tx.sessions().revoke(session_id, "logged out", self.clock.now()).await? {
            return Ok(());
        }
        if let Some(session) = tx.sessions().lookup(session_id).await? {
            let deed = deed_of(&session, "logout", format!("session {session_id}"), json!({}));
            self.note(&tx, deed).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Notes that somebody came with a refresh token that was spent: the user, or whoever has a copy.
    async fn note_reuse(&self, tx: &Transaction, session_id: &str) -> Result<(), StorageError> {
        let target = format!("session {session_id}");
        let Some(session) = tx.sessions().lookup(session_id).await? else { return Ok(()) };
        let deed = deed_of(&session, "refresh token reuse", target, json!({ "userId": session.user_id }));
        self.note(tx, Deed { actor: Some("bearer of a spent refresh token".to_owned()), ..deed }).await
    }

    /// The user of a session of `app`.
    ///
    /// # Errors
    /// [`AccountsError::Refused`] with `LoginRequired` when there is no such session any more, or when the database is
    /// out of reach.
    pub async fn session_user(&self, app: &str, session_id: &str) -> Result<User, AccountsError> {
        let live = live(&self.db, session_id, self.clock.now()).await?;
        let Some((session, user)) = live.filter(|(session, _)| session.app == app) else {
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
        tx.member_checks().confirm(&MemberKey::of(session), session.created_at).await?;
        let told = json!({ "sessionId": session.id, "platform": session.platform });
        self.note(tx, deed_of(session, "login", format!("{}:{}", session.app, session.instance), told)).await?;
        let first = Successor { token: opaque::secret(self.entropy.as_ref()), is_stored: false };
        self.issue_tokens(tx, keys, session, user, first).await
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
            self.note(&tx, Deed { actor: None, action: "revoke", target, detail }).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    async fn issue_tokens(
        &self,
        tx: &Transaction,
        keys: &KeySet,
        session: &Session,
        user: &storage::User,
        refresh_token: Successor,
    ) -> Result<Login, AccountsError> {
        let now = self.clock.now();
        if !refresh_token.is_stored {
            let stored = RefreshToken {
                hash: opaque::digest(&refresh_token.token),
                session_id: session.id.clone(),
                created_at: now,
                expires_at: session.expires_at.min(now + self.settings.refresh_token_lifetime),
                spent_at: None,
                successor_nonce: None,
            };
            tx.refresh_tokens().add(&stored).await?;
        }
        let claims = self.claims(session, now);
        let Some(key) = keys.signer(now) else { return Err(AccountsError::NoKey) };
        Ok(Login {
            user_id: user.id.clone(),
            user_info: shown(session, user),
            token: access_token::sign(&claims, key)?,
            token_type: "Bearer",
            expires_in: self.settings.access_token_lifetime,
            refresh_token: SecretText::new(refresh_token.token),
            platform: claims.platform,
            session_id: session.id.clone(),
        })
    }

    fn claims(&self, session: &Session, now: Timestamp) -> Claims {
        Claims {
            // Only ids that were parsed before are ever stored.
            iss: self.settings.issuer(&session.app).unwrap_or_default(),
            aud: session.app.clone(),
            client_id: session.app.clone(),
            scope: access_token::PLAIN_SCOPE.to_owned(),
            sub: session.user_id.clone(),
            sid: session.id.clone(),
            corp_id: session.corp_id.clone(),
            corp_user_id: Some(session.subject.clone()),
            app: session.app.clone(),
            instance: session.instance.clone(),
            // Only words that were parsed before are ever stored.
            platform: session.platform.parse().unwrap_or(Platform::App),
            iat: now.as_secs(),
            exp: (now + self.settings.access_token_lifetime).as_secs(),
            jti: opaque::id(self.entropy.as_ref()),
        }
    }
}

/// The refresh token that a session goes on with.
struct Successor {
    token: String,
    /// Whether it was given before.
    is_stored: bool,
}

impl Successor {
    fn new(predecessor: &str, nonce: &str) -> Self {
        Self { token: opaque::successor(predecessor, nonce), is_stored: false }
    }
}

/// What the user of a session did, with what is known of both.
fn deed_of(session: &Session, action: &'static str, target: String, mut detail: Value) -> Deed {
    detail["corpId"] = json!(session.corp_id);
    detail["member"] = json!(session.subject);
    Deed { actor: Some(format!("user {}", session.user_id)), action, target, detail }
}

/// The refusal of a user whom an operator keeps out.
pub(crate) fn disabled() -> CallError {
    CallError::new(ErrorKind::LoginRefused, "this user is disabled: ask an administrator")
}

fn refused(message: &str) -> CallError {
    CallError::new(ErrorKind::RefreshTokenInvalid, message)
}
