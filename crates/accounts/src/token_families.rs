//! Token families: what a session gives one client. Refresh tokens follow one another within a family; a spent one that
//! comes again ends the family, and with a plain login's family the session.

use std::time::Duration;

use clock::Timestamp;
use element_model::AppId;
use login_type::{CallError, ErrorKind, Host, Login, Platform, SecretText};
use serde_json::json;
use storage::{Access, RefreshToken, Session, Spend, StorageError, TokenFamily, Transaction, User, retry_on_deadlock};
use tracing::instrument;

use crate::{
    AccountsError, LocalAccounts, SigningAlgorithm,
    access_token::{self, Claims},
    admission::{self, refuse_unless_open},
    audit_context::AuditEntry,
    key_set::KeySet,
    opaque,
    sessions::{audit_entry, live, shown},
};

/// How long the answer to a refresh token may be asked for again: it was lost, or two tabs asked at once.
pub(crate) const REPEAT_WITHIN: Duration = Duration::from_secs(15);

const REUSED: &str = "a refresh token was used twice";

/// The bearer of a refresh token.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    /// The app whose session it is of.
    pub app: &'a AppId,
    /// Its id; of a plain login that of the app.
    pub id: &'a str,
}

/// The part of a login that one client has, with the refresh token that it goes on with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FamilyGrant {
    /// The family.
    pub family: TokenFamily,
    /// Its session.
    pub session: Session,
    /// The session's user.
    pub user: User,
    /// The refresh token, where the client gets one.
    pub refresh_token: Option<SecretText>,
}

/// A family that goes on, as do its session and the session's user.
pub(crate) struct LiveFamily {
    pub(crate) family: TokenFamily,
    pub(crate) session: Session,
    pub(crate) user: User,
}

/// The refresh token that a family goes on with.
struct Successor {
    token: String,
    /// Whether it was given before.
    is_stored: bool,
}

impl LocalAccounts {
    /// Gives a new pair of tokens for a refresh token of a plain login to `app`, as [`refresh_for`](Self::refresh_for) does.
    ///
    /// # Errors
    /// As [`refresh_for`](Self::refresh_for).
    pub async fn refresh(&self, app: &AppId, host: &Host, refresh_token: &str) -> Result<Login, AccountsError> {
        self.refresh_for(Client { app, id: &app.to_string() }, host, refresh_token).await
    }

    /// Gives a new pair of tokens for a refresh token of `client`, after a question to the identity provider when its last
    /// word on the member is old. A repeat within 15 seconds gets the same refresh token again, while that was not used. Any
    /// other second use ends the family, and the session too where it is a plain login's: either the user or a thief holds a
    /// copy, and it cannot be told who came first.
    ///
    /// # Errors
    /// [`AccountsError::Refused`] with [`ErrorKind::RefreshTokenInvalid`], with [`ErrorKind::InstanceInactive`] by an
    /// instance that is switched off or does not stand for the login any more; or when the database is out of reach.
    #[instrument(name = "accounts.token_family.refresh", skip_all)]
    pub async fn refresh_for(
        &self,
        client: Client<'_>,
        host: &Host,
        refresh_token: &str,
    ) -> Result<Login, AccountsError> {
        let keys = self.keys.current().await?;
        let lifetime = self.settings.refresh_token_lifetime;
        let grant = self.refresh_family(client, host, refresh_token, lifetime).await?;
        self.login_of(&keys, grant)
    }

    /// Spends a refresh token of `client`, as [`refresh_for`](Self::refresh_for) does, and gives the next one for a lifetime of
    /// the client's own; its access token is the caller's to sign ([`client_token`](Self::client_token)).
    ///
    /// # Errors
    /// As [`refresh_for`](Self::refresh_for).
    #[instrument(name = "accounts.token_family.rotate", skip_all)]
    pub async fn refresh_family(
        &self,
        client: Client<'_>,
        host: &Host,
        refresh_token: &str,
        lifetime: Duration,
    ) -> Result<FamilyGrant, AccountsError> {
        self.recheck_bearer(host, client, &opaque::digest(refresh_token)).await?;
        retry_on_deadlock!(self.try_refresh_family(client, host, refresh_token, lifetime))
    }

    async fn try_refresh_family(
        &self,
        client: Client<'_>,
        host: &Host,
        refresh_token: &str,
        lifetime: Duration,
    ) -> Result<FamilyGrant, AccountsError> {
        let now = self.clock.now();
        let nonce = opaque::id(self.entropy.as_ref());
        let tx = self.db.begin().await?;
        let (family_id, successor) =
            match tx.refresh_tokens().spend(&opaque::digest(refresh_token), &nonce, now).await? {
                Spend::Spent(family_id) => (family_id, Successor::new(refresh_token, &nonce)),
                Spend::AlreadySpent(spent) => match self.unused_successor(&tx, refresh_token, &spent).await? {
                    Some(successor) => (spent.family_id, successor),
                    None => return Err(self.end_reused(tx, &spent.family_id).await?.into()),
                },
                _ => return Err(refused("the refresh token is unknown or expired: log in again").into()),
            };
        // Returning without a commit leaves the token unspent.
        let Some(live) = LiveFamily::lookup(&tx, &family_id, now).await?.filter(|live| live.is_of(client)) else {
            return Err(refused("the refresh token is not valid any more: log in again").into());
        };
        refuse_unless_open(admission::of_session(&*host.admission, &live.session)?, &live.session.origin.instance)?;
        self.store(&tx, &live, &successor, lifetime).await?;
        tx.commit().await?;
        Ok(live.with(Some(successor)))
    }

    /// Begins a family for a client of a session within the caller's transaction: `lifetime` is that of its first refresh
    /// token; without one there is none.
    ///
    /// # Errors
    /// [`AccountsError::SessionEnded`], or when the database is out of reach.
    pub async fn begin_family_in(
        &self,
        tx: &Transaction,
        session_id: &str,
        (client_id, scope): (&str, &str),
        lifetime: Option<Duration>,
    ) -> Result<FamilyGrant, AccountsError> {
        let Some((session, user)) = live(tx, session_id, self.clock.now()).await? else {
            return Err(AccountsError::SessionEnded { session_id: session_id.to_owned() });
        };
        let live = self.new_family(tx, (&session, &user), (client_id, scope)).await?;
        let Some(lifetime) = lifetime else { return Ok(live.with(None)) };
        let first = Successor::first(opaque::secret(self.entropy.as_ref()));
        self.store(tx, &live, &first, lifetime).await?;
        Ok(live.with(Some(first)))
    }

    /// Begins a family for one more client of a session, and gives its first tokens.
    ///
    /// # Errors
    /// [`AccountsError::SessionEnded`], or when the database is out of reach.
    #[instrument(name = "accounts.token_family.begin", skip_all, fields(client.id = client_id))]
    pub async fn begin_family(&self, session_id: &str, client_id: &str, scope: &str) -> Result<Login, AccountsError> {
        retry_on_deadlock!(self.try_begin_family(session_id, client_id, scope))
    }

    async fn try_begin_family(&self, session_id: &str, client_id: &str, scope: &str) -> Result<Login, AccountsError> {
        let keys = self.keys.current().await?;
        let tx = self.db.begin().await?;
        let Some((session, user)) = live(&tx, session_id, self.clock.now()).await? else {
            return Err(AccountsError::SessionEnded { session_id: session_id.to_owned() });
        };
        let login = self.first_tokens(&tx, &keys, (&session, &user), (client_id, scope)).await?;
        tx.commit().await?;
        Ok(login)
    }

    /// The first tokens of a new family of a session.
    pub(crate) async fn first_tokens(
        &self,
        tx: &Transaction,
        keys: &KeySet,
        (session, user): (&Session, &User),
        (client_id, scope): (&str, &str),
    ) -> Result<Login, AccountsError> {
        let live = self.new_family(tx, (session, user), (client_id, scope)).await?;
        let first = Successor::first(opaque::secret(self.entropy.as_ref()));
        self.store(tx, &live, &first, self.settings.refresh_token_lifetime).await?;
        self.login_of(keys, live.with(Some(first)))
    }

    async fn new_family(
        &self,
        tx: &Transaction,
        (session, user): (&Session, &User),
        (client_id, scope): (&str, &str),
    ) -> Result<LiveFamily, AccountsError> {
        let family = TokenFamily {
            id: opaque::id(self.entropy.as_ref()),
            session_id: session.id.clone(),
            client_id: client_id.to_owned(),
            scope: scope.to_owned(),
            created_at: self.clock.now(),
            revoked_at: None,
            revoke_reason: None,
        };
        tx.token_families().add(&family).await?;
        Ok(LiveFamily { family, session: session.clone(), user: user.clone() })
    }

    /// The answer that a spent token was given, if it may be given once more.
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

    /// Ends the family of a refresh token that came a second time, if it goes on; answers what the bearer is told.
    async fn end_reused(&self, tx: Transaction, family_id: &str) -> Result<CallError, AccountsError> {
        let answer = refused("the refresh token was used before, so this login has been ended: log in again");
        let now = self.clock.now();
        let Some(LiveFamily { family, session, .. }) = LiveFamily::lookup(&tx, family_id, now).await? else {
            return Ok(answer);
        };
        if family.client_id == session.origin.app {
            tx.sessions().revoke(&session.id, REUSED, now).await?;
        }
        if tx.token_families().revoke(&family.id, REUSED, now).await? {
            let told = json!({ "userId": session.user_id, "clientId": family.client_id });
            let entry = audit_entry(&session, "refresh token reuse", format!("session {}", session.id), told);
            self.note(&tx, AuditEntry { actor: Some("bearer of a spent refresh token".to_owned()), ..entry }).await?;
        }
        tx.commit().await?;
        tracing::warn!(session.id = %session.id, client.id = %family.client_id, "a refresh token was used twice: its family is ended");
        Ok(answer)
    }

    /// Has the member asked about to whose session a refresh token of `client` belongs, if it is good.
    async fn recheck_bearer(&self, host: &Host, client: Client<'_>, hash: &str) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let token = self.db.refresh_tokens().lookup(hash).await?;
        let good = token.filter(|token| token.spent_at.is_none() && token.expires_at > now);
        let Some(token) = good else { return Ok(()) };
        let live = LiveFamily::lookup(&self.db, &token.family_id, now).await?;
        if let Some(live) = live.filter(|live| live.is_of(client)) {
            self.recheck(host, &live.session).await?;
        }
        Ok(())
    }

    /// Keeps a refresh token of a family, unless it is kept already.
    async fn store(
        &self,
        tx: &Transaction,
        live: &LiveFamily,
        refresh_token: &Successor,
        lifetime: Duration,
    ) -> Result<(), AccountsError> {
        if refresh_token.is_stored {
            return Ok(());
        }
        let now = self.clock.now();
        let stored = RefreshToken {
            hash: opaque::digest(&refresh_token.token),
            family_id: live.family.id.clone(),
            created_at: now,
            expires_at: live.session.expires_at.min(now + lifetime),
            spent_at: None,
            successor_nonce: None,
        };
        Ok(tx.refresh_tokens().add(&stored).await?)
    }

    fn login_of(&self, keys: &KeySet, grant: FamilyGrant) -> Result<Login, AccountsError> {
        let now = self.clock.now();
        let claims = self.claims(&grant.family, &grant.session, now);
        let Some(key) = keys.signer(SigningAlgorithm::Es256, now) else { return Err(AccountsError::NoKey) };
        let token = (access_token::sign(&claims, key)?, self.settings.access_token_lifetime);
        let refresh_token = grant.refresh_token.unwrap_or_else(|| SecretText::new(""));
        let platform = claims.platform.unwrap_or(Platform::App);
        Ok(Login::new(shown(&grant.session, &grant.user), token, refresh_token, platform, grant.session.id))
    }

    fn claims(&self, family: &TokenFamily, session: &Session, now: Timestamp) -> Claims {
        Claims {
            // Only ids that were parsed before are ever stored.
            iss: self.settings.issuer(&session.origin.app).unwrap_or_default(),
            aud: session.origin.app.clone(),
            client_id: family.client_id.clone(),
            scope: family.scope.clone(),
            sub: session.user_id.clone(),
            sid: session.id.clone(),
            family: None,
            corp_id: Some(session.origin.member.corp_id.clone()),
            corp_user_id: Some(session.origin.member.subject.clone()),
            app: session.origin.app.clone(),
            instance: Some(session.origin.instance.clone()),
            // Only words that were parsed before are ever stored.
            platform: Some(session.platform.parse().unwrap_or(Platform::App)),
            iat: now.as_secs(),
            exp: (now + self.settings.access_token_lifetime).as_secs(),
            jti: opaque::id(self.entropy.as_ref()),
        }
    }
}

impl LiveFamily {
    /// The family of this id, if it goes on.
    pub(crate) async fn lookup(
        access: &impl Access,
        family_id: &str,
        now: Timestamp,
    ) -> Result<Option<Self>, StorageError> {
        let family = access.token_families().lookup(family_id).await?;
        let Some(family) = family.filter(|family| family.revoked_at.is_none()) else { return Ok(None) };
        let live = live(access, &family.session_id, now).await?;
        Ok(live.map(|(session, user)| Self { family, session, user }))
    }

    fn with(self, refresh_token: Option<Successor>) -> FamilyGrant {
        let Self { family, session, user } = self;
        let refresh_token = refresh_token.map(|refresh_token| SecretText::new(refresh_token.token));
        FamilyGrant { family, session, user, refresh_token }
    }

    fn is_of(&self, client: Client<'_>) -> bool {
        self.family.client_id == client.id && self.session.origin.app == client.app.to_string()
    }
}

impl Successor {
    fn first(token: String) -> Self {
        Self { token, is_stored: false }
    }

    fn new(predecessor: &str, nonce: &str) -> Self {
        Self { token: opaque::successor(predecessor, nonce), is_stored: false }
    }
}

fn refused(message: &str) -> CallError {
    CallError::new(ErrorKind::RefreshTokenInvalid, message)
}
