//! `Metadata`: what a provider says of itself (OpenID Connect Discovery 1.0 §3).

use login_type::{HttpClient, HttpError};
use serde::Deserialize;

/// The parts of a provider's metadata that a login needs.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) issuer: String,
    pub(crate) authorization_endpoint: String,
    pub(crate) token_endpoint: String,
    pub(crate) jwks_uri: String,
    #[serde(default)]
    pub(crate) userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether the browser comes back with the issuer (RFC 9207).
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
}

/// Why a provider's metadata cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MetadataError {
    #[error("the provider gives no metadata")]
    Unread(#[from] HttpError),
    #[error("{url} answers HTTP {status}")]
    Status { url: String, status: u16 },
    #[error("the issuer is configured as {configured}, and the provider calls itself {stated}: write it exactly so")]
    OtherIssuer { configured: String, stated: String },
    #[error("{endpoint} of the provider is not reached by https, unlike the provider itself")]
    Unencrypted { endpoint: &'static str },
}

impl Metadata {
    /// Asks a provider, and holds the answer to the configured issuer.
    pub(crate) async fn fetch(http: &HttpClient, issuer: &str) -> Result<Self, MetadataError> {
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let answer = http.get(&url).send().await?;
        if !answer.is_success() {
            return Err(MetadataError::Status { url, status: answer.status() });
        }
        let metadata: Self = answer.json()?;
        metadata.hold_to(issuer)?;
        Ok(metadata)
    }

    /// Refuses metadata that is not that issuer's own (§4.3), or less protected.
    fn hold_to(&self, issuer: &str) -> Result<(), MetadataError> {
        if self.issuer != issuer {
            return Err(MetadataError::OtherIssuer { configured: issuer.to_owned(), stated: self.issuer.clone() });
        }
        let endpoints = [
            ("authorization_endpoint", Some(&self.authorization_endpoint)),
            ("token_endpoint", Some(&self.token_endpoint)),
            ("jwks_uri", Some(&self.jwks_uri)),
            ("userinfo_endpoint", self.userinfo_endpoint.as_ref()),
        ];
        let is_exposed = |url: &String| issuer.starts_with("https:") && !url.starts_with("https:");
        match endpoints.into_iter().find(|(_, url)| url.is_some_and(is_exposed)) {
            Some((endpoint, _)) => Err(MetadataError::Unencrypted { endpoint }),
            None => Ok(()),
        }
    }

    /// Whether a client shows its secret in the body: only to providers that take it no other way (Core §9).
    pub(crate) fn takes_secret_in_body_alone(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        let has = |name: &str| methods.iter().any(|method| method == name);
        has("client_secret_post") && !has("client_secret_basic")
    }
}
