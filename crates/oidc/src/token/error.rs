//! `TokenError`: why a client gets no tokens (RFC 6749, section 5.2).

use crate::ProviderError;

/// Why a client gets no tokens.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// A parameter is missing, wrong, or stands twice.
    #[error("{0}")]
    InvalidRequest(String),
    /// Nobody's credentials.
    #[error("the client is not known, or its credentials are not right")]
    InvalidClient {
        /// Whether the client tried HTTP Basic, and is told that it may.
        by_basic: bool,
    },
    /// A code or a refresh token that is of no use to the client.
    #[error("{0}")]
    InvalidGrant(String),
    /// The client may not ask so.
    #[error("{0}")]
    UnauthorizedClient(&'static str),
    /// A `grant_type` that is not known.
    #[error("grant_type must be authorization_code, refresh_token or client_credentials")]
    UnsupportedGrantType,
    /// More than was granted.
    #[error("{0}")]
    InvalidScope(&'static str),
    /// The endpoint does nothing for tokens of this kind (RFC 7009, section 2.2.1).
    #[error("tokens of machines end by themselves")]
    UnsupportedTokenType,
    /// The provider could not tell.
    #[error("the server cannot answer now; try again in a moment")]
    Provider(#[from] ProviderError),
}

impl TokenError {
    /// The code of the answer.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient { .. } => "invalid_client",
            Self::InvalidGrant(_) => "invalid_grant",
            Self::UnauthorizedClient(_) => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope(_) => "invalid_scope",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::Provider(_) => "temporarily_unavailable",
        }
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::InvalidRequest(format!("the parameter {parameter} is missing"))
    }

    pub(super) fn grant(description: &str) -> Self {
        Self::InvalidGrant(description.to_owned())
    }
}
