//! Tokens of machines: a client asks for itself (RFC 6749, section 4.4; RFC 9068).

use element_type::AppId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{TokenAnswer, TokenError};
use crate::{
    Parameters, Provider, ProviderError,
    clients::{Client, GrantType},
    provider::{At, ID_LEN},
    scope::Scope,
};

/// The `typ` of an access token (RFC 9068, section 2.1).
const TYPE: &str = "at+jwt";

/// The claims of a machine client's access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MachineToken {
    /// The issuer.
    pub iss: String,
    /// The app.
    pub aud: String,
    /// The client.
    pub sub: String,
    /// The client.
    pub client_id: String,
    /// The scopes, with blanks between.
    pub scope: String,
    /// When it was issued, in seconds since the epoch.
    pub iat: i64,
    /// When it expires, in seconds since the epoch.
    pub exp: i64,
    /// Its own id.
    pub jti: String,
}

impl Provider {
    pub(super) async fn machine_token(
        &self,
        at: At<'_>,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<TokenAnswer, TokenError> {
        if !client.may_use(GrantType::ClientCredentials) {
            return Err(TokenError::UnauthorizedClient("this client may not ask for itself"));
        }
        let own = Scope::parse(&client.config.scopes.clone().unwrap_or_default().join(" "));
        let scope = parameters.get("scope").map_or(own, |asked| client.grantable(&Scope::parse(asked)));
        if scope.is_empty() && parameters.get("scope").is_some() {
            return Err(TokenError::InvalidScope("the client may have none of these scopes"));
        }
        let (now, lifetime) = (self.clock.now(), self.access_token_lifetime(client));
        let token = MachineToken {
            iss: at.issuer.as_str().to_owned(),
            aud: at.issuer.app().to_string(),
            sub: client.id.clone(),
            client_id: client.id.clone(),
            scope: scope.to_string(),
            iat: now.as_secs(),
            exp: (now + lifetime).as_secs(),
            jti: self.entropy.alphanumeric(ID_LEN),
        };
        let claims = serde_json::to_value(&token).map_err(ProviderError::KeptRequest)?;
        let signed = self.accounts.sign(accounts::SigningAlgorithm::Es256, TYPE, claims).await;
        Ok(TokenAnswer {
            access_token: signed.map_err(ProviderError::from)?,
            token_type: "Bearer",
            expires_in: lifetime.as_secs(),
            refresh_token: None,
            id_token: None,
            scope: token.scope,
        })
    }

    /// The machine that an access token of an issuer is of, while the token is valid and the client is switched on.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn machine(&self, at: At<'_>, token: &str) -> Result<Option<MachineToken>, ProviderError> {
        let verified = self.accounts.verify(token).await?;
        let Some(verified) = verified.filter(|verified| verified.typ.as_deref() == Some(TYPE)) else { return Ok(None) };
        let machine: Option<MachineToken> = machine(verified.claims);
        let is_good = |machine: &MachineToken| {
            machine.iss == at.issuer.as_str()
                && is_for(machine, at.issuer.app())
                && self.clock.now().as_secs() < machine.exp
        };
        let Some(mut machine) = machine.filter(is_good) else { return Ok(None) };
        let Some(client) = at.clients.lookup(&machine.client_id) else { return Ok(None) };
        // The client may have fewer scopes now than when the token was given.
        machine.scope = client.grantable(&Scope::parse(&machine.scope)).to_string();
        Ok(Some(machine))
    }
}

fn machine(claims: Value) -> Option<MachineToken> {
    serde_json::from_value(claims).ok()
}

fn is_for(machine: &MachineToken, app: &AppId) -> bool {
    machine.aud == app.to_string() && machine.sub == machine.client_id
}
