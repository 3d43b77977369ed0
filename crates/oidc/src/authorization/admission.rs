//! Reads a request for a login, and decides who is told what is wrong with it.

use std::sync::Arc;

use super::{Answer, AuthorizationError, AuthorizationRequest, Delivery, PageError, Prompt, Refusal, ResponseMode};
use crate::{
    Issuer, ParameterFault, Parameters,
    clients::{Client, Directory, GrantType},
    pkce,
    scope::Scope,
};

/// The longest `state`, in bytes; longer ones do not fit in the address lines of all that is on the way.
pub(crate) const STATE_LEN: usize = 2048;
/// The longest of the other texts.
const TEXT_LEN: usize = 2048;
/// The parameters on which the way back to the client depends.
const OF_THE_WAY_BACK: [&str; 2] = ["client_id", "redirect_uri"];

/// Who is told of an error: the client, once it is known where it is.
struct WayBack<'a> {
    issuer: &'a Issuer,
    redirect_uri: &'a str,
    mode: ResponseMode,
    state: Option<&'a str>,
}

impl WayBack<'_> {
    fn refuse(&self, error: AuthorizationError, description: &str) -> Refusal {
        let to = (self.redirect_uri, self.mode);
        Refusal::Client(Answer::refusal(to, self.issuer.as_str(), self.state, error, description))
    }

    fn invalid(&self, description: &str) -> Refusal {
        self.refuse(AuthorizationError::InvalidRequest, description)
    }
}

/// Reads a request. `id_token_hint` is left to the caller, who has the keys.
///
/// # Errors
/// The refusal, for a page as long as client and address are not known to belong together, then for the client.
pub fn admit(
    issuer: &Issuer,
    clients: &Directory,
    parameters: &Parameters,
) -> Result<(AuthorizationRequest, Arc<Client>), Refusal> {
    let repeated = match parameters.check() {
        Err(ParameterFault::Unreadable(name)) => return Err(Refusal::Page(PageError::Unreadable { name })),
        Err(ParameterFault::Repeated(name)) if OF_THE_WAY_BACK.contains(&name) => {
            return Err(Refusal::Page(PageError::Repeated { name }));
        }
        checked => checked.err(),
    };
    let (client, redirect_uri) = addressee(clients, parameters).map_err(Refusal::Page)?;
    let state = parameters.get("state").filter(|state| state.len() <= STATE_LEN);
    let mut way_back = WayBack { issuer, redirect_uri, mode: ResponseMode::Query, state };
    way_back.mode = match parameters.get("response_mode") {
        None | Some("query") => ResponseMode::Query,
        Some("form_post") => ResponseMode::FormPost,
        Some(_) => return Err(way_back.invalid("response_mode must be query or form_post")),
    };
    if let Some(repeated) = repeated {
        return Err(way_back.invalid(&repeated.to_string()));
    }
    if state != parameters.get("state") {
        return Err(way_back.invalid("state must have 2048 bytes at most"));
    }
    refuse_unsupported(parameters, client, &way_back)?;
    let request = AuthorizationRequest {
        client_id: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        response_mode: way_back.mode,
        state: state.map(str::to_owned),
        scope: scope(parameters, client, &way_back)?,
        nonce: text(parameters, "nonce", &way_back)?,
        prompts: prompts(parameters, &way_back)?,
        max_age: max_age(parameters, &way_back)?,
        login_hint: text(parameters, "login_hint", &way_back)?,
        corp_id: text(parameters, "corp_id", &way_back)?,
        expected_subject: None,
        code_challenge: challenge(parameters, client, &way_back)?,
        delivery: Delivery::Code,
    };
    Ok((request, Arc::clone(client)))
}

/// The client and its address; only both together may be answered.
fn addressee<'a>(clients: &'a Directory, parameters: &'a Parameters) -> Result<(&'a Arc<Client>, &'a str), PageError> {
    let client_id = parameters.get("client_id").ok_or(PageError::NoClient)?;
    let unknown = || PageError::UnknownClient { came: client_id.to_owned() };
    let client = clients.lookup(client_id).ok_or_else(unknown)?;
    let registered = || client.config.redirect_uris.clone();
    let came = parameters.get("redirect_uri").ok_or_else(|| PageError::NoRedirectUri { registered: registered() })?;
    if !client.has_redirect_uri(came) {
        return Err(PageError::OtherRedirectUri { came: came.to_owned(), registered: registered() });
    }
    Ok((client, came))
}

fn refuse_unsupported(parameters: &Parameters, client: &Client, way_back: &WayBack<'_>) -> Result<(), Refusal> {
    let unsupported = [
        ("request", AuthorizationError::RequestNotSupported),
        ("request_uri", AuthorizationError::RequestUriNotSupported),
        ("registration", AuthorizationError::RegistrationNotSupported),
    ];
    for (name, error) in unsupported {
        if parameters.get(name).is_some() {
            return Err(way_back.refuse(error, &format!("the parameter {name} is not supported")));
        }
    }
    match parameters.get("response_type") {
        Some("code") => {}
        None => return Err(way_back.invalid("response_type is missing: it must be code")),
        Some(_) => {
            return Err(way_back.refuse(AuthorizationError::UnsupportedResponseType, "response_type must be code"));
        }
    }
    if !client.may_use(GrantType::AuthorizationCode) {
        let description = "this client may not use the authorization code";
        return Err(way_back.refuse(AuthorizationError::UnauthorizedClient, description));
    }
    Ok(())
}

/// The scopes that may be granted, one at least; a client that names none asks for the login alone. A refresh token is asked for by
/// `offline_access` (OpenID Connect Core, section 11).
fn scope(parameters: &Parameters, client: &Client, way_back: &WayBack<'_>) -> Result<Scope, Refusal> {
    let asked = Scope::parse(parameters.get("scope").unwrap_or("openid"));
    let may_refresh = client.may_use(GrantType::RefreshToken);
    let scope = client.grantable(&asked).of_users().only(|word| may_refresh || word != "offline_access");
    if scope.is_empty() {
        return Err(
            way_back.refuse(AuthorizationError::InvalidScope, "none of the scopes may be granted to this client")
        );
    }
    Ok(scope)
}

fn text(parameters: &Parameters, name: &str, way_back: &WayBack<'_>) -> Result<Option<String>, Refusal> {
    match parameters.get(name) {
        Some(text) if text.len() > TEXT_LEN => Err(way_back.invalid(&format!("{name} must have 2048 bytes at most"))),
        // PostgreSQL takes no text with it, and it would cost the member the login.
        Some(text) if text.contains('\0') => {
            Err(way_back.invalid(&format!("{name} must not have the character U+0000")))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

fn prompts(parameters: &Parameters, way_back: &WayBack<'_>) -> Result<Vec<Prompt>, Refusal> {
    let prompts: Vec<_> = parameters.get("prompt").unwrap_or_default().split(' ').filter_map(Prompt::of).collect();
    if prompts.contains(&Prompt::None) && prompts.len() > 1 {
        return Err(way_back.invalid("prompt=none must stand alone"));
    }
    Ok(prompts)
}

fn max_age(parameters: &Parameters, way_back: &WayBack<'_>) -> Result<Option<u64>, Refusal> {
    let Some(text) = parameters.get("max_age") else { return Ok(None) };
    text.parse().map(Some).map_err(|_| way_back.invalid("max_age must be a number of seconds"))
}

/// The challenge of PKCE (RFC 7636, section 4.3); without `code_challenge_method` it would be `plain`.
fn challenge(parameters: &Parameters, client: &Client, way_back: &WayBack<'_>) -> Result<Option<String>, Refusal> {
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (Some(challenge), Some("S256")) if pkce::is_challenge(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some("S256")) => Err(way_back.invalid("code_challenge must be a SHA-256 in base64url, 43 letters")),
        (Some(_), _) => Err(way_back.invalid("code_challenge_method must be S256")),
        (None, Some(_)) => Err(way_back.invalid("code_challenge is missing")),
        (None, None) if client.requires_pkce() => {
            Err(way_back.invalid("code_challenge is missing: this client must use PKCE with S256"))
        }
        (None, None) => Ok(None),
    }
}
