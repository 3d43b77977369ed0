//! `Client`: a configured client, checked.

use std::time::Duration;

use accounts::{LONGEST_TOKEN, SigningAlgorithm};
use element_model::WebOrigin;
use element_type::{ConfigProblem, ElementInstance, Host, InstanceName, MASK, SecretText};
use serde_json::{Value, json};
use storage::AsksToBeTold;

use super::{
    ApplicationType, AuthMethod, Config, GrantType, forward_site::is_callback, redirect_uri::Rules, secrets, sector,
};
use crate::scope::Scope;

/// The shortest secret that nobody guesses.
const SECRET_LEN: usize = 16;
/// A secret or an id is not longer than that.
const TEXT_LEN: usize = 255;

/// A configured client.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Client {
    /// The element.
    pub name: InstanceName,
    /// Its id.
    pub id: String,
    /// Its configuration.
    pub config: Config,
    /// The algorithm of its ID tokens.
    pub id_token_algorithm: SigningAlgorithm,
    /// The sector of its pairwise subjects; `None` where they are public.
    pub sector: Option<String>,
    secrets: Vec<SecretText>,
}

impl Client {
    /// Checks a configuration.
    pub(super) fn new(name: &InstanceName, config: Config) -> Result<Self, ConfigProblem> {
        check_id(&config.client_id, name)?;
        check_email(&config)?;
        check_uris(&config)?;
        let secrets = config.client_secrets.each();
        check_authentication(&config, &secrets)?;
        check_hand_over(&config, &secrets)?;
        check_grants(&config)?;
        check_lifetimes(&config)?;
        check_scopes(&config)?;
        let algorithm = config.id_token_signed_response_alg.parse();
        Ok(Self {
            name: name.clone(),
            id: config.client_id.clone(),
            id_token_algorithm: algorithm
                .map_err(|_| ConfigProblem::new("idTokenSignedResponseAlg", "must be RS256 or ES256"))?,
            sector: sector::of(&config)?,
            secrets,
            config,
        })
    }

    /// Whether it keeps no secret (RFC 6749, section 2.1).
    pub fn is_public(&self) -> bool {
        !self.config.application_type.is_confidential()
    }

    /// Whether it must use PKCE (RFC 9700, section 2.1.1).
    pub fn requires_pkce(&self) -> bool {
        self.is_public() || self.config.require_pkce
    }

    /// Whether it may ask the token endpoint with this.
    pub fn may_use(&self, grant: GrantType) -> bool {
        grants(&self.config).contains(&grant)
    }

    /// Whether it may prove who it is in this way.
    pub fn may_authenticate_by(&self, method: AuthMethod) -> bool {
        match self.config.token_endpoint_auth_method {
            Some(configured) => configured == method,
            None if self.is_public() => method == AuthMethod::None,
            None => matches!(method, AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost),
        }
    }

    /// Whether a secret is one of its own; each is compared, in a time that tells nothing of them.
    pub fn has_secret(&self, secret: &str) -> bool {
        self.secrets.iter().fold(false, |found, own| found | own.matches(secret))
    }

    /// Whether the address of a request is one that it registered.
    pub fn has_redirect_uri(&self, came: &str) -> bool {
        self.config.redirect_uris.iter().any(|registered| self.rules().matches(registered, came))
    }

    /// Whether it registered the address for after a log-out.
    pub fn has_post_logout_redirect_uri(&self, came: &str) -> bool {
        self.config.post_logout_redirect_uris.iter().any(|registered| self.rules().matches(registered, came))
    }

    /// Whether its pages are of this origin.
    pub fn has_origin(&self, origin: &WebOrigin) -> bool {
        self.config.allowed_origins.contains(origin)
    }

    /// The scopes among those that were asked for that it may be granted.
    pub fn grantable(&self, asked: &Scope) -> Scope {
        match &self.config.scopes {
            Some(allowed) => asked.only(|scope| allowed.iter().any(|own| own == scope)),
            None if self.config.application_type == ApplicationType::Machine => Scope::default(),
            None => asked.of_users(),
        }
    }

    /// Why a member of a company and of these departments may not use it.
    pub fn refuses(&self, corp_id: &str, departments: &[String]) -> Option<&'static str> {
        let (corps, allowed) = (&self.config.allowed_corps, &self.config.allowed_departments);
        if !corps.is_empty() && !corps.iter().any(|corp| corp == corp_id) {
            return Some("members of this company may not use the client");
        }
        if !allowed.is_empty() && !departments.iter().any(|own| allowed.contains(own)) {
            return Some("members of these departments may not use the client, or the departments are not known");
        }
        None
    }

    /// Whether it is an app behind a proxy, at one of its redirect URIs at least.
    pub fn is_behind_proxy(&self) -> bool {
        self.config.redirect_uris.iter().any(|uri| is_callback(uri))
    }

    /// Whether it uses login codes that are handed over to it.
    pub fn takes_login_codes(&self) -> bool {
        self.config.hand_over
    }

    /// Whether a secret proves that it uses a login code: it is one of its own, and a secret is its way of proving itself.
    pub fn proves_itself_by(&self, secret: &str) -> bool {
        proves_itself_by_secret(&self.config) && self.has_secret(secret)
    }

    /// Whether it wants to hear of the end of its sessions.
    pub fn asks_to_be_told(&self) -> AsksToBeTold {
        match self.config.backchannel_logout_uri {
            Some(_) => AsksToBeTold::Yes,
            None => AsksToBeTold::No,
        }
    }

    /// The one company whose members may use it, where there is but one.
    pub fn only_corp(&self) -> Option<&str> {
        match self.config.allowed_corps.as_slice() {
            [corp] => Some(corp),
            _ => None,
        }
    }

    /// Lifetime of its ID tokens.
    pub fn id_token_lifetime(&self) -> Duration {
        Duration::from_secs(self.config.id_token_seconds.unwrap_or(600))
    }

    fn rules(&self) -> Rules {
        rules(&self.config)
    }
}

fn rules(config: &Config) -> Rules {
    Rules { application_type: config.application_type, allow_http: config.allow_http }
}

fn grants(config: &Config) -> Vec<GrantType> {
    config.grant_types.clone().unwrap_or_else(|| match config.application_type {
        ApplicationType::Machine => vec![GrantType::ClientCredentials],
        _ => vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
    })
}

fn check_id(id: &str, name: &InstanceName) -> Result<(), ConfigProblem> {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if id.is_empty() || id.len() > 128 || !id.bytes().all(is_good) {
        return Err(ConfigProblem::new("clientId", "must be 1 to 128 letters, digits, `-`, `_` and `.`"));
    }
    // In tokens it stands for logins to the app itself.
    if id == name.app.to_string() {
        return Err(ConfigProblem::new("clientId", "must not be the id of the app"));
    }
    Ok(())
}

/// Clients that know people by their address must not take members of two companies for one.
fn check_email(config: &Config) -> Result<(), ConfigProblem> {
    let has = |part: &str| config.email_template.contains(part);
    let is_of_one_company = config.allowed_corps.len() == 1 || has("{corpid}");
    if has("{sub}") || (has("{userid}") && is_of_one_company) {
        return Ok(());
    }
    let message = "must have {sub}, or {userid} and {corpid}, or two members get one address; {userid} alone will do where \
                   allowedCorps is one company";
    Err(ConfigProblem::new("emailTemplate", message))
}

fn check_uris(config: &Config) -> Result<(), ConfigProblem> {
    let rules = rules(config);
    let fields = [
        ("redirectUris", config.redirect_uris.as_slice()),
        ("postLogoutRedirectUris", config.post_logout_redirect_uris.as_slice()),
        ("backchannelLogoutUri", config.backchannel_logout_uri.as_slice()),
        ("jwksUri", config.jwks_uri.as_slice()),
        ("homeUri", config.home_uri.as_slice()),
        ("initiateLoginUri", config.initiate_login_uri.as_slice()),
    ];
    for (field, uris) in fields {
        let is_called = matches!(field, "backchannelLogoutUri" | "jwksUri");
        for (at, uri) in uris.iter().enumerate() {
            if let Some(fault) = if is_called { rules.fault_of_target(uri) } else { rules.fault(uri) } {
                let field = if field.ends_with("Uris") { format!("{field}.{at}") } else { field.to_owned() };
                return Err(ConfigProblem::new(field, fault));
            }
        }
    }
    let has_users = config.application_type != ApplicationType::Machine;
    match (has_users, config.redirect_uris.is_empty()) {
        (true, true) => {
            Err(ConfigProblem::new("redirectUris", "needs one address at least, such as https://app.example/callback"))
        }
        (false, false) => {
            Err(ConfigProblem::new("redirectUris", "must be absent: a machine has no browser to send back"))
        }
        _ => Ok(()),
    }
}

fn check_authentication(config: &Config, own: &[SecretText]) -> Result<(), ConfigProblem> {
    let right = "must each be at least 16 letters of A-Z, a-z, 0-9, `-` and `_`";
    let is_good = |secret: &SecretText| {
        (SECRET_LEN..=TEXT_LEN).contains(&secret.expose_secret().len()) && secrets::is_well_formed(secret)
    };
    if !own.iter().all(is_good) {
        return Err(ConfigProblem::new("clientSecrets", right));
    }
    let is_confidential = config.application_type.is_confidential();
    match (config.token_endpoint_auth_method, is_confidential) {
        (Some(AuthMethod::None), true) => Err(ConfigProblem::new(
            "tokenEndpointAuthMethod",
            "must not be none: a web or machine client keeps a secret",
        )),
        (Some(AuthMethod::None) | None, false) if own.is_empty() => Ok(()),
        (Some(AuthMethod::None) | None, false) => {
            Err(ConfigProblem::new("clientSecrets", "must be absent: a spa or native client cannot keep a secret"))
        }
        (Some(_), false) => Err(ConfigProblem::new(
            "tokenEndpointAuthMethod",
            "must be none or absent: a spa or native client is public",
        )),
        (Some(AuthMethod::PrivateKeyJwt), true) if config.jwks.is_none() && config.jwks_uri.is_none() => {
            Err(ConfigProblem::new("jwks", "is needed, or jwksUri, for private_key_jwt"))
        }
        (Some(AuthMethod::PrivateKeyJwt), true) => check_jwks(config.jwks.as_ref()),
        // The server itself takes the codes of apps behind a proxy: there is nothing to prove.
        (None, true) if own.is_empty() && is_only_behind_proxies(config) => Ok(()),
        (_, true) if own.is_empty() => Err(ConfigProblem::new("clientSecrets", "needs one secret at least")),
        _ => Ok(()),
    }
}

/// Whether a secret, and no assertion, is what proves it.
fn proves_itself_by_secret(config: &Config) -> bool {
    let is_by_secret = !matches!(config.token_endpoint_auth_method, Some(AuthMethod::PrivateKeyJwt | AuthMethod::None));
    config.application_type == ApplicationType::Web && is_by_secret
}

/// A login code is worth a session of the app, so it is given to those alone that can prove that they use it.
fn check_hand_over(config: &Config, secrets: &[SecretText]) -> Result<(), ConfigProblem> {
    if config.hand_over && (!proves_itself_by_secret(config) || secrets.is_empty()) {
        let message = "needs a web client with clientSecrets, and a tokenEndpointAuthMethod by secret or none given: \
                       AuthSvc.loginByCode takes the secret";
        return Err(ConfigProblem::new("handOver", message));
    }
    Ok(())
}

fn is_only_behind_proxies(config: &Config) -> bool {
    config.application_type == ApplicationType::Web && config.redirect_uris.iter().all(|uri| is_callback(uri))
}

/// A key set has public keys alone: a secret in it would be one that is shown.
fn check_jwks(jwks: Option<&Value>) -> Result<(), ConfigProblem> {
    let Some(jwks) = jwks else { return Ok(()) };
    let keys = jwks["keys"].as_array().filter(|keys| !keys.is_empty());
    let Some(keys) = keys else {
        return Err(ConfigProblem::new("jwks", "must be a JSON Web Key Set: {\"keys\": […]} with one key at least"));
    };
    if keys.iter().any(|key| key.get("d").is_some() || key.get("k").is_some()) {
        return Err(ConfigProblem::new("jwks", "must hold public keys alone"));
    }
    Ok(())
}

fn check_grants(config: &Config) -> Result<(), ConfigProblem> {
    let grants = grants(config);
    let is_machine = config.application_type == ApplicationType::Machine;
    if grants.is_empty() || grants.iter().any(|grant| is_machine != (*grant == GrantType::ClientCredentials)) {
        let right = match config.application_type {
            ApplicationType::Machine => "must be client_credentials alone: a machine client has no users",
            _ => "must be of authorization_code and refresh_token: client_credentials is for machine clients",
        };
        return Err(ConfigProblem::new("grantTypes", right));
    }
    Ok(())
}

fn check_lifetimes(config: &Config) -> Result<(), ConfigProblem> {
    let longest = LONGEST_TOKEN.as_secs();
    let fields = [
        ("accessTokenSeconds", config.access_token_seconds, 30..=longest),
        ("idTokenSeconds", config.id_token_seconds, 30..=longest),
        ("refreshTokenSeconds", config.refresh_token_seconds, 60..=31_622_400),
    ];
    for (field, seconds, right) in fields {
        if seconds.is_some_and(|seconds| !right.contains(&seconds)) {
            let message = format!("must be from {} to {} seconds", right.start(), right.end());
            return Err(ConfigProblem::new(field, message));
        }
    }
    if let (Some(access), Some(refresh)) = (config.access_token_seconds, config.refresh_token_seconds)
        && refresh < access
    {
        let message = format!("must be at least accessTokenSeconds ({access}): it would end before it is needed");
        return Err(ConfigProblem::new("refreshTokenSeconds", message));
    }
    Ok(())
}

fn check_scopes(config: &Config) -> Result<(), ConfigProblem> {
    let scopes = config.scopes.as_deref().unwrap_or_default();
    if scopes.iter().any(|scope| !Scope::is_token(scope)) {
        return Err(ConfigProblem::new("scopes", "must each be a word without blanks"));
    }
    Ok(())
}

impl ElementInstance for Client {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.config.is_active
    }

    fn properties(&self) -> Value {
        json!({
            "clientId": self.id,
            "clientSecrets": vec![MASK; self.secrets.len()],
            "redirectUris": self.config.redirect_uris,
            "postLogoutRedirectUris": self.config.post_logout_redirect_uris,
            "isActive": self.config.is_active,
        })
    }
}
