//! Authentication: who presents a bearer token.

use login_type::{CallError, Caller, Host, Standing};
use storage::{Session, User};
use tracing::instrument;

use crate::{
    AccountsError, Asked, LocalAccounts,
    access_token::{self, Claims, Flaw},
    admission::{self, refuse_unless_open},
    error::{login_required, session_ended},
    jose, personal_tokens, sessions,
    token_families::LiveFamily,
};

/// Why a bearer token does not let anybody in, as the answer that its bearer deserves.
#[derive(Debug, thiserror::Error)]
pub enum BearerError {
    /// It is nobody's, or no longer: it may be a guess.
    #[error(transparent)]
    Unknown(CallError),
    /// It was somebody's and has expired or its session has ended, or the database cannot tell.
    #[error(transparent)]
    Refused(CallError),
}

impl LocalAccounts {
    /// The caller with `Authorization: Bearer <bearer>`: a user with an access token whose session goes on and whose
    /// instance stands for it and is switched on, no token that a client was granted, or an administrator with a personal access token that is good for what is
    /// asked. The database is asked each time, so a revocation counts at once; the identity provider, when
    /// its last word on the member is old.
    ///
    /// # Errors
    /// [`LoginRequired`](login_type::ErrorKind::LoginRequired) with what to do next, or, among the refused,
    /// [`AdminRequired`](login_type::ErrorKind::AdminRequired) and [`Unavailable`](login_type::ErrorKind::Unavailable).
    #[instrument(name = "accounts.bearer.authenticate", skip_all)]
    pub async fn authenticate(&self, host: &Host, bearer: &str, asked: Asked<'_>) -> Result<Caller, BearerError> {
        if bearer.starts_with(personal_tokens::PREFIX) {
            let administrator = self.verify_token(bearer).await?;
            let Some(administrator) = administrator else {
                return Err(unknown("the administrator's token is unknown, revoked or expired"));
            };
            administrator.rights.refuse_unless(asked)?;
            return Ok(Caller::Administrator { name: administrator.name });
        }
        let claims = match self.verify_access_token(bearer).await? {
            Ok(claims) => claims,
            Err(Flaw::Expired) => return Err(login_required("the access token is expired: use refreshToken").into()),
            Err(Flaw::Misplaced) => {
                return Err(login_required("this is not an access token of an app of this server: log in again").into());
            }
            Err(Flaw::Invalid) => {
                return Err(unknown("the access token is not valid: use refreshToken or log in again"));
            }
        };
        if claims.family.is_some() {
            return Err(login_required("this access token is a client's, which opens userinfo alone: log in").into());
        }
        let Some((session, user)) = self.live_bearer(&claims).await? else { return Err(session_ended().into()) };
        match admission::of_session(&*host.admission, &session)? {
            Standing::Gone => return Err(session_ended().into()),
            standing => refuse_unless_open(standing, &session.origin.instance)?,
        }
        let Some((session, user)) = self.rechecked(host, (session, user)).await? else {
            return Err(session_ended().into());
        };
        let app = session.origin.app.parse().map_err(CallError::internal)?;
        Ok(Caller::User { app, user_id: user.id, session_id: session.id })
    }

    /// The session and user of an access token, if these go on, and so does the token's family.
    pub(crate) async fn live_bearer(&self, claims: &Claims) -> Result<Option<(Session, User)>, AccountsError> {
        let now = self.clock.now();
        let live = match &claims.family {
            None => {
                let live = sessions::live(&self.db, &claims.sid, now).await?;
                live.filter(|(session, _)| session.user_id == claims.sub)
            }
            Some(family) => {
                let live = LiveFamily::lookup(&self.db, family, now).await?;
                live.map(|live| (live.session, live.user))
            }
        };
        Ok(live.filter(|(session, _)| session.origin.app == claims.aud))
    }

    pub(crate) async fn verify_access_token(&self, token: &str) -> Result<Result<Claims, Flaw>, AccountsError> {
        let Some(kid) = jose::key_id(token) else { return Ok(Err(Flaw::Invalid)) };
        let now = self.clock.now();
        let keys = self.keys.knowing(&kid).await?;
        let Some(key) = keys.verifier(&kid, now) else { return Ok(Err(Flaw::Invalid)) };
        Ok(access_token::verify(token, key, |app| self.settings.issuer(app), now))
    }
}

impl BearerError {
    /// The answer that the bearer deserves.
    pub fn answer(self) -> CallError {
        match self {
            Self::Unknown(answer) | Self::Refused(answer) => answer,
        }
    }
}

impl From<CallError> for BearerError {
    fn from(answer: CallError) -> Self {
        Self::Refused(answer)
    }
}

impl From<AccountsError> for BearerError {
    fn from(error: AccountsError) -> Self {
        Self::Refused(error.into())
    }
}

fn unknown(message: &str) -> BearerError {
    BearerError::Unknown(login_required(message))
}
