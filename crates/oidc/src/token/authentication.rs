//! Who asks: the client's authentication (RFC 6749, section 2.3; OpenID Connect Core, section 9).

use std::{borrow::Cow, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;

use super::{ClientRequest, TokenError};
use crate::{
    Provider,
    clients::{AuthMethod, Client, Directory},
    provider::At,
};

/// The `client_assertion_type` of RFC 7523, section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The credentials of a request.
enum Credentials<'a> {
    /// An id and a secret, as HTTP Basic has them.
    Basic(String, String),
    Post(&'a str, &'a str),
    Assertion(&'a str),
    None(&'a str),
}

impl Provider {
    /// The client that a request proves to come from.
    pub(super) async fn authenticate(&self, at: At<'_>, request: ClientRequest<'_>) -> Result<Arc<Client>, TokenError> {
        let credentials = credentials(request)?;
        let by_basic = matches!(credentials, Credentials::Basic(..));
        let client = match credentials {
            Credentials::Basic(id, secret) => by_basic_secret(at.clients, &id, &secret),
            Credentials::Post(id, secret) => {
                known(at.clients, id, AuthMethod::ClientSecretPost).filter(|client| client.has_secret(secret))
            }
            Credentials::Assertion(assertion) => self.by_assertion(at, assertion).await?,
            Credentials::None(id) => known(at.clients, id, AuthMethod::None),
        };
        let named = request.parameters.get("client_id");
        let client = client.ok_or(TokenError::InvalidClient { by_basic })?;
        if named.is_some_and(|named| named != client.id) {
            return Err(TokenError::InvalidRequest("client_id names another client than the credentials".to_owned()));
        }
        Ok(client)
    }
}

/// The credentials; more than one kind is refused (RFC 6749, section 2.3).
fn credentials(request: ClientRequest<'_>) -> Result<Credentials<'_>, TokenError> {
    let parameters = request.parameters;
    let (secret, assertion) = (parameters.get("client_secret"), parameters.get("client_assertion"));
    let kinds = [request.authorization.is_some(), secret.is_some(), assertion.is_some()];
    if kinds.into_iter().filter(|is_there| *is_there).count() > 1 {
        return Err(TokenError::InvalidRequest("the client must prove itself in one way alone".to_owned()));
    }
    if let Some(header) = request.authorization {
        let (id, secret) = basic(header).ok_or(TokenError::InvalidClient { by_basic: true })?;
        return Ok(Credentials::Basic(id, secret));
    }
    if let Some(assertion) = assertion {
        return match parameters.get("client_assertion_type") {
            Some(ASSERTION_TYPE) => Ok(Credentials::Assertion(assertion)),
            _ => Err(TokenError::InvalidRequest(format!("client_assertion_type must be {ASSERTION_TYPE}"))),
        };
    }
    let id = parameters.get("client_id").ok_or(TokenError::InvalidClient { by_basic: false })?;
    Ok(secret.map_or(Credentials::None(id), |secret| Credentials::Post(id, secret)))
}

fn known(clients: &Directory, id: &str, method: AuthMethod) -> Option<Arc<Client>> {
    clients.lookup(id).filter(|client| client.may_authenticate_by(method)).map(Arc::clone)
}

/// HTTP Basic with an id and secret that are form-encoded, as RFC 6749, section 2.3.1, has it, or as they are, as many
/// clients have it.
fn by_basic_secret(clients: &Directory, id: &str, secret: &str) -> Option<Arc<Client>> {
    let decoded = (form_decoded(id), form_decoded(secret));
    let ways = [(&*decoded.0, &*decoded.1), (id, secret)];
    ways.into_iter().find_map(|(id, secret)| {
        known(clients, id, AuthMethod::ClientSecretBasic).filter(|client| client.has_secret(secret))
    })
}

fn form_decoded(text: &str) -> Cow<'_, str> {
    let blanks = text.replace('+', " ");
    Cow::Owned(percent_decode_str(&blanks).decode_utf8_lossy().into_owned())
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}
