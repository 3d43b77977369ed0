//! The token endpoint and what goes with it (OpenID Connect Core, section 3.1.3; RFC 6749, sections 4.1.3, 4.4, 6): who asks,
//! what is given, what of it is still good.

mod answer;
mod assertion;
mod authentication;
mod error;
mod exchange;
mod id_token;
mod introspection;
mod machine;
mod refresh;
mod revocation;

pub use self::{answer::TokenAnswer, error::TokenError, machine::MachineToken};
pub(crate) use id_token::TYPE as ID_TOKEN_TYPE;

use crate::{Parameters, Provider, provider::At};

/// A request to an endpoint that clients prove themselves at.
#[derive(Clone, Copy, Debug)]
pub struct ClientRequest<'a> {
    /// The header `Authorization`.
    pub authorization: Option<&'a str>,
    /// The form.
    pub parameters: &'a Parameters,
}

impl Provider {
    /// Answers the token endpoint.
    ///
    /// # Errors
    /// The refusal, as the client is told it.
    #[tracing::instrument(name = "oidc.token", skip_all, fields(grant.type = request.parameters.get("grant_type")))]
    pub async fn token(&self, at: At<'_>, request: ClientRequest<'_>) -> Result<TokenAnswer, TokenError> {
        request.parameters.check().map_err(|fault| TokenError::InvalidRequest(fault.to_string()))?;
        // A body that is no form has none, whoever sends it.
        let grant_type = request.parameters.get("grant_type").ok_or_else(|| TokenError::missing("grant_type"))?;
        let client = self.authenticate(at, request).await?;
        match grant_type {
            "authorization_code" => self.exchange(at, &client, request.parameters).await,
            "refresh_token" => self.refresh(at, &client, request.parameters).await,
            "client_credentials" => self.machine_token(at, &client, request.parameters).await,
            _ => Err(TokenError::UnsupportedGrantType),
        }
    }
}
