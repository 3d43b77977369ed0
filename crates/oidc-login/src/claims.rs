//! `Person`: who logged in, of the claims about them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use login_type::{CallError, ErrorKind, Profile};
use ring::digest;
use serde_json::{Map, Value};

use crate::{config::Config, texts};

/// The longest id that is kept as it is.
const LONGEST_ID: usize = 128;

/// Claims that are about the token and not about the person, or told otherwise.
const OF_THE_TOKEN: [&str; 15] = [
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "nbf",
    "nonce",
    "jti",
    "sid",
    "at_hash",
    "c_hash",
    "auth_time",
    "acr",
    "amr",
];

/// The id of who logged in, by the configured claim.
pub(crate) fn subject(claims: &Map<String, Value>, config: &Config) -> Result<String, CallError> {
    let claim = config.subject_claim.as_str();
    let id = match claims.get(claim) {
        Some(Value::String(id)) if !id.is_empty() => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => {
            let message = format!("the provider does not say who logged in: its ID token has no {claim}");
            return Err(CallError::new(ErrorKind::LoginRefused, message).telling(&texts::NOBODY));
        }
    };
    if id.len() <= LONGEST_ID {
        return Ok(id);
    }
    let digest = digest::digest(&digest::SHA256, id.as_bytes());
    Ok(format!("sha256:{}", URL_SAFE_NO_PAD.encode(digest)))
}

/// The profile that the claims give.
pub(crate) fn profile(mut claims: Map<String, Value>, config: &Config) -> Profile {
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    };
    let name = text(claims.get(&config.name_claim).cloned());
    let avatar = text(claims.remove("picture"));
    claims.retain(|claim, _| !OF_THE_TOKEN.contains(&claim.as_str()));
    Profile { name, avatar, extra: claims }
}
