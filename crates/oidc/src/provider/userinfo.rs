//! The UserInfo endpoint (OpenID Connect Core, section 5.3).

use serde_json::{Map, Value};

use super::{At, Provider};
use crate::{ProviderError, scope::Scope};

/// Why there are no claims for a token (RFC 6750, section 3.1).
#[derive(Debug, thiserror::Error)]
pub enum UserinfoError {
    /// No access token of a session that goes on.
    #[error("the access token is not valid, or not any more")]
    InvalidToken,
    /// A token without the scope `openid`.
    #[error("the access token needs the scope openid")]
    InsufficientScope,
    /// The provider could not tell.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl UserinfoError {
    /// The code of the answer.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::Provider(_) => "temporarily_unavailable",
        }
    }
}

impl Provider {
    /// The claims that an access token opens.
    ///
    /// # Errors
    /// The token opens none, or the database is out of reach.
    pub async fn userinfo(&self, at: At<'_>, token: &str) -> Result<Map<String, Value>, UserinfoError> {
        let bearer = self.accounts.client_bearer(at.host, token).await.map_err(ProviderError::from)?;
        let app = at.issuer.app().to_string();
        let Some(bearer) = bearer.filter(|bearer| bearer.session.origin.app == app) else {
            return Err(UserinfoError::InvalidToken);
        };
        let client = at.clients.lookup(&bearer.client_id).map(|client| &**client);
        // A plain login's client is the app itself.
        if client.is_none() && bearer.client_id != app {
            return Err(UserinfoError::InvalidToken);
        }
        let granted = Scope::parse(&bearer.scope);
        // The client may have fewer scopes now than when the token was given.
        let scope = client.map_or_else(|| granted.clone(), |client| client.grantable(&granted));
        if !scope.has("openid") {
            return Err(UserinfoError::InsufficientScope);
        }
        if let Some(client) = client
            && self.refusal(client, &bearer.session).await?.is_some()
        {
            return Err(UserinfoError::InvalidToken);
        }
        let person = self.person(at, (&bearer.session, &bearer.user), (&scope, client)).await?;
        let mut claims = person.claims(&scope, client, &bearer.subject);
        claims.insert("sub".to_owned(), Value::String(bearer.subject));
        Ok(claims)
    }
}
