//! The content of a client's `<InstanceName>.json`.

use element_model::WebOrigin;
use serde::Deserialize;
use serde_json::Value;

use super::secrets::Secrets;

/// The kind of a client (OpenID Connect Dynamic Client Registration, section 2; RFC 6749, section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationType {
    /// A program on a server, which keeps a secret.
    Web,
    /// A page that runs in the browser alone: public.
    Spa,
    /// A program on somebody's device: public (RFC 8252, section 8.4).
    Native,
    /// A program without users: it asks for itself (`client_credentials`).
    Machine,
}

impl ApplicationType {
    /// Whether it keeps a secret.
    pub fn is_confidential(self) -> bool {
        matches!(self, Self::Web | Self::Machine)
    }
}

/// How a client proves who it is (OpenID Connect Core, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// By HTTP Basic.
    ClientSecretBasic,
    /// By `client_secret` in the body.
    ClientSecretPost,
    /// By a JWT that it signs (RFC 7523).
    PrivateKeyJwt,
    /// Not at all: a public client.
    None,
}

/// A grant with which a client may ask the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// A code of the authorization endpoint.
    AuthorizationCode,
    /// A refresh token.
    RefreshToken,
    /// Its own credentials.
    ClientCredentials,
}

/// How a user's `sub` depends on the client (OpenID Connect Core, section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectType {
    /// All clients see the same.
    #[default]
    Public,
    /// Clients of another sector see another one.
    Pairwise,
}

/// Business configuration of a client.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the file, which a person sets alone")]
pub struct Config {
    /// Its id, once in an app.
    pub client_id: String,
    /// Its secrets, any of which holds.
    #[serde(default)]
    pub client_secrets: Secrets,
    /// Its kind.
    #[serde(default = "web")]
    pub application_type: ApplicationType,
    /// How it proves who it is; absent: by HTTP Basic or in the body.
    #[serde(default)]
    pub token_endpoint_auth_method: Option<AuthMethod>,
    /// The grants that it may use.
    #[serde(default)]
    pub grant_types: Option<Vec<GrantType>>,
    /// Where a browser may be sent back to.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after a log-out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session ended.
    #[serde(default)]
    pub backchannel_logout_uri: Option<String>,
    /// The origins of its pages.
    #[serde(default)]
    pub allowed_origins: Vec<WebOrigin>,
    /// The companies whose members may log in to it; all where none is named.
    #[serde(default)]
    pub allowed_corps: Vec<String>,
    /// The departments whose members may log in to it; all where none is named.
    #[serde(default)]
    pub allowed_departments: Vec<String>,
    /// The scopes that it may be granted; for a client with users all that users may grant where none is named.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// Whether the claims of granted scopes are in the ID token too.
    #[serde(default = "yes")]
    pub claims_in_id_token: bool,
    /// The algorithm of its ID tokens: `RS256` or `ES256`.
    #[serde(default = "rs256")]
    pub id_token_signed_response_alg: String,
    /// How a user's `sub` depends on it.
    #[serde(default)]
    pub subject_type: SubjectType,
    /// The host that says which clients see one `sub`.
    #[serde(default)]
    pub sector_identifier: Option<String>,
    /// Its public keys (RFC 7517).
    #[serde(default)]
    pub jwks: Option<Value>,
    /// Where its public keys are.
    #[serde(default)]
    pub jwks_uri: Option<String>,
    /// Lifetime of its access tokens.
    #[serde(default)]
    pub access_token_seconds: Option<u64>,
    /// Lifetime of its ID tokens.
    #[serde(default)]
    pub id_token_seconds: Option<u64>,
    /// How long its refresh tokens wait for their use.
    #[serde(default)]
    pub refresh_token_seconds: Option<u64>,
    /// Whether it must use PKCE; a public one must always.
    #[serde(default)]
    pub require_pkce: bool,
    /// Whether its users are not asked for their consent.
    #[serde(default)]
    pub trusted: bool,
    /// Whether it may log its users in to the app itself, by a login code.
    #[serde(default)]
    pub hand_over: bool,
    /// The form of the claim `email`.
    #[serde(default = "invalid_email")]
    pub email_template: String,
    /// The claim `email_verified`.
    #[serde(default)]
    pub email_verified: bool,
    /// Whether `http` is taken beyond this machine too, and the server asks addresses of a private network, for an intranet.
    #[serde(default)]
    pub allow_http: bool,
    /// Its first page, to which a member goes from the signed-in page.
    #[serde(default)]
    pub home_uri: Option<String>,
    /// Where it begins a login that is asked for here (OpenID Connect Core, section 4).
    #[serde(default)]
    pub initiate_login_uri: Option<String>,
    /// Whether anybody logs in to it.
    #[serde(default = "yes")]
    pub is_active: bool,
}

const fn yes() -> bool {
    true
}

const fn web() -> ApplicationType {
    ApplicationType::Web
}

fn rs256() -> String {
    "RS256".to_owned()
}

/// An address that nobody has (RFC 2606, section 2).
fn invalid_email() -> String {
    "{userid}@{corpid}.wecom.invalid".to_owned()
}
