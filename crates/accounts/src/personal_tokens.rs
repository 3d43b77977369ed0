//! Personal access tokens: how administrators call, `wlp_<id>_<secret>`.

use std::time::Duration;

use clock::Timestamp;
use login_type::SecretText;
use storage::{Access, PersonalAccessToken};

use crate::{AccountsError, LocalAccounts, Rights, opaque};

/// The beginning of every personal access token.
pub(crate) const PREFIX: &str = "wlp_";
/// How long a name may be, in characters.
const MAX_NAME: usize = 100;
/// How exactly the last use is known.
const TOUCH_AFTER: Duration = Duration::from_mins(1);

/// How long a token is good for unless its maker says otherwise: 90 days.
pub const TOKEN_LIFETIME: Duration = Duration::from_hours(90 * 24);

/// The owner of a personal access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    /// The token's id.
    pub id: String,
    /// The name it was created under.
    pub name: String,
    /// The app and the scopes that the token is good for.
    pub rights: Rights,
}

/// A personal access token that is to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewToken {
    /// Its owner or purpose.
    pub name: String,
    /// When it expires; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// The app and the scopes that the token is good for.
    pub rights: Rights,
}

impl NewToken {
    /// A token that is good for everything, until it expires.
    pub fn new(name: impl Into<String>, expires_at: Option<Timestamp>) -> Self {
        Self { name: name.into(), expires_at, rights: Rights::default() }
    }

    /// A copy that is good for this alone.
    #[must_use]
    pub fn with_rights(self, rights: Rights) -> Self {
        Self { rights, ..self }
    }
}

/// A personal access token that was created.
#[derive(Debug)]
#[non_exhaustive]
pub struct CreatedToken {
    /// Its id.
    pub id: String,
    /// The whole token, which can be had this once.
    pub token: SecretText,
}

/// A personal access token as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEntry {
    /// Its id.
    pub id: String,
    /// The name it was created under.
    pub name: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// The app and the scopes that the token is good for.
    pub rights: Rights,
}

impl TokenEntry {
    /// How it stands: `valid`, `expired` or `revoked`.
    pub fn state(&self, now: Timestamp) -> &'static str {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => "revoked",
            (None, Some(expires_at)) if expires_at <= now => "expired",
            _ => "valid",
        }
    }
}

impl LocalAccounts {
    /// Creates a personal access token and gives it away, this once.
    ///
    /// # Errors
    /// [`AccountsError::TokenName`], or when the database is out of reach.
    pub async fn create_token(&self, access: &impl Access, token: &NewToken) -> Result<CreatedToken, AccountsError> {
        let NewToken { name, expires_at, rights } = token;
        if name.trim().is_empty() || name.chars().count() > MAX_NAME {
            return Err(AccountsError::TokenName { limit: MAX_NAME });
        }
        let (id, secret) = (opaque::id(self.entropy.as_ref()), opaque::secret(self.entropy.as_ref()));
        let token = PersonalAccessToken {
            id: id.clone(),
            hash: opaque::digest(&secret),
            name: name.trim().to_owned(),
            created_at: self.clock.now(),
            expires_at: *expires_at,
            last_used_at: None,
            revoked_at: None,
            app: rights.app.as_ref().map(ToString::to_string),
            scopes: Some(rights.words()),
        };
        access.personal_access_tokens().add(&token).await?;
        Ok(CreatedToken { token: SecretText::new(format!("{PREFIX}{id}_{secret}")), id })
    }

    /// The owner of this personal access token; `None` for one that is unknown, revoked or expired. A text that cannot
    /// be one is told without asking the database.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn verify_token(&self, token: &str) -> Result<Option<Administrator>, AccountsError> {
        let Some((id, secret)) = parse(token) else { return Ok(None) };
        let Some(stored) = self.db.personal_access_tokens().lookup(id).await? else { return Ok(None) };
        let now = self.clock.now();
        let expired = stored.expires_at.is_some_and(|expiry| expiry <= now);
        if !opaque::matches(secret, &stored.hash) || expired || stored.revoked_at.is_some() {
            return Ok(None);
        }
        if stored.last_used_at.is_none_or(|used| used + TOUCH_AFTER <= now) {
            // A database that can be read but not written still lets administrators in.
            if let Err(error) = self.db.personal_access_tokens().touch(id, now).await {
                tracing::warn!(
                    token.id = id,
                    error = &error as &dyn std::error::Error,
                    "the use of a token was not noted"
                );
            }
        }
        let rights = Rights::of_stored(stored.app.as_deref(), stored.scopes.as_deref())?;
        Ok(Some(Administrator { id: stored.id, name: stored.name, rights }))
    }

    /// Ends a personal access token, which is named by its id or given as a whole; `None` when there is none that was still
    /// good.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn revoke_token(&self, access: &impl Access, token: &str) -> Result<Option<TokenEntry>, AccountsError> {
        let tokens = access.personal_access_tokens();
        let Some(stored) = tokens.lookup(id_of(token)).await? else { return Ok(None) };
        let is_revoked = tokens.revoke(&stored.id, self.clock.now()).await?;
        is_revoked.then(|| TokenEntry::try_from(stored)).transpose()
    }

    /// All personal access tokens, without their secrets.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn tokens(&self) -> Result<Vec<TokenEntry>, AccountsError> {
        let stored = self.db.personal_access_tokens().list().await?;
        stored.into_iter().map(TokenEntry::try_from).collect()
    }
}

/// The id in a whole token, which an operator pastes when it has leaked; else what is given, which is the id.
fn id_of(token_or_id: &str) -> &str {
    let token = token_or_id.trim();
    token.strip_prefix(PREFIX).map_or(token, |rest| rest.split('_').next().unwrap_or(rest))
}

/// Whether only the database can tell if this bearer is good: it has the form of a personal access token.
pub fn is_looked_up(bearer: &str) -> bool {
    parse(bearer).is_some()
}

/// The id and the secret of what has the form of a personal access token.
fn parse(token: &str) -> Option<(&str, &str)> {
    let (id, secret) = token.strip_prefix(PREFIX)?.split_once('_')?;
    let is_ours = |text: &str, len| text.len() == len && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_ours(id, opaque::ID_LEN) && is_ours(secret, opaque::SECRET_LEN)).then_some((id, secret))
}

impl TryFrom<PersonalAccessToken> for TokenEntry {
    type Error = AccountsError;

    fn try_from(token: PersonalAccessToken) -> Result<Self, AccountsError> {
        Ok(Self {
            rights: Rights::of_stored(token.app.as_deref(), token.scopes.as_deref())?,
            id: token.id,
            name: token.name,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
            revoked_at: token.revoked_at,
        })
    }
}
