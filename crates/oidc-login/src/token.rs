//! The token request: a code becomes an ID token (OpenID Connect Core 1.0 §3.1.3).

use login_type::{CallError, HttpAnswer, HttpClient, LoginRequest, SecretText};
use serde::Deserialize;

use crate::{config::Config, kept::Kept, metadata::Metadata};

/// The tokens that a login needs.
#[derive(Debug, Deserialize)]
pub(crate) struct Tokens {
    pub(crate) id_token: SecretText,
    #[serde(default)]
    pub(crate) access_token: Option<SecretText>,
}

/// An OAuth refusal (RFC 6749 §5.2).
#[derive(Debug, Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

/// Exchanges the code of a return, once.
pub(crate) async fn exchange(
    http: &HttpClient,
    metadata: &Metadata,
    config: &Config,
    request: &LoginRequest<'_>,
    kept: &Kept,
) -> Result<Tokens, CallError> {
    let client_id = config.client_id.as_str();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", request.code),
        ("redirect_uri", request.redirect_uri),
        ("code_verifier", kept.verifier.expose_secret()),
    ];
    let sent = http.post(&metadata.token_endpoint);
    let answer = match &config.client_secret {
        Some(secret) if !metadata.takes_secret_in_body_alone() => sent.basic(client_id, secret.expose_secret()),
        Some(secret) => {
            form.extend([("client_id", client_id), ("client_secret", secret.expose_secret())]);
            sent
        }
        None => {
            form.push(("client_id", client_id));
            sent
        }
    };
    let answer = answer.form(&form).send().await?;
    if answer.is_success() { Ok(answer.json()?) } else { Err(refused(&answer)) }
}

/// The provider's refusal, with its own code; its words are for the log alone.
fn refused(answer: &HttpAnswer) -> CallError {
    let status = answer.status();
    match answer.json::<Refusal>() {
        Ok(Refusal { error, error_description }) => {
            let shown: String = error.chars().filter(char::is_ascii_graphic).take(64).collect();
            let message = format!("the provider refused the login with {shown}; log in again, or ask an administrator");
            let said = error_description.unwrap_or_else(|| "no description".to_owned());
            CallError::provider_refused(error, message).caused_by(format!("HTTP {status}: {}", printable(&said)))
        }
        Err(unread) if status < 500 => {
            let message = format!("the provider refused the login with HTTP {status}; ask an administrator");
            CallError::provider_refused(status, message).caused_by(unread)
        }
        Err(unread) => unread.into(),
    }
}

/// A stranger's words, on one line of the log.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}
