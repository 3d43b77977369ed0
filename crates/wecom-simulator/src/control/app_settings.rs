//! The settings of an app by the provider console and the corp's administrator.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ask::{Answer, Ask, Refusal},
    templates::Nothing,
};
use crate::{
    push::{app_url_check, check_callback, post},
    state::{App, Callback, Licence, SecretKind, State},
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OwnCallback {
    url: Option<String>,
    token: Option<String>,
    #[serde(rename = "encodingAESKey")]
    encoding_aes_key: Option<String>,
}

pub(super) fn callback(ask: &Ask) -> Answer {
    let (wanted, _): (OwnCallback, _) = ask.body_and_push()?;
    let mut state = ask.world.state();
    let key = ask.app(&state)?;
    let template = match state.templates.get(&key.0) {
        Some(template) => template.callback.clone(),
        None => own_keys(&mut state),
    };
    let callback = Callback {
        url: wanted.url.or(template.url),
        token: wanted.token.unwrap_or(template.token),
        encoding_aes_key: wanted.encoding_aes_key.unwrap_or(template.encoding_aes_key),
        verified: false,
    };
    check_callback(&callback.token, &callback.encoding_aes_key).map_err(Refusal::Bad)?;
    state.secrets.note(SecretKind::CallbackToken, &callback.token);
    state.secrets.note(SecretKind::EncodingAesKey, &callback.encoding_aes_key);
    let answer = json!({ "url": callback.url, "token": callback.token, "encodingAESKey": callback.encoding_aes_key });
    if let Some(app) = state.apps.get_mut(&key) {
        app.callback = callback;
    }
    Ok(answer)
}

/// The admin console's proposal for an app that has no template.
fn own_keys(state: &mut State) -> Callback {
    let (token, encoding_aes_key) = (state.random.letters(24), state.random.encoding_aes_key());
    Callback { url: None, token, encoding_aes_key, verified: false }
}

pub(super) async fn verify_callback(ask: Ask) -> Answer {
    let (Nothing {}, options) = ask.body_and_push()?;
    let key = ask.app(&ask.world.state())?;
    let letter = app_url_check(&mut ask.world.state(), &key);
    let Some(letter) = letter else { return Err(Refusal::Unknown("no such app".to_owned())) };
    let outcome = post(&ask.world, letter, &options).await;
    if outcome["ok"] == Value::Bool(true)
        && let Some(app) = ask.world.state().apps.get_mut(&key)
    {
        app.callback.verified = true;
    }
    Ok(outcome)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Domains {
    domains: Vec<String>,
}

pub(super) fn trusted_domains(ask: &Ask) -> Answer {
    let (Domains { domains }, _) = ask.body_and_push()?;
    with_app(ask, |app| app.trusted_domains = domains)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LicenceState {
    licensed: bool,
}

pub(super) fn licence(ask: &Ask) -> Answer {
    let (LicenceState { licensed }, _) = ask.body_and_push()?;
    with_app(ask, |app| app.licence = if licensed { Licence::Licensed } else { Licence::Unlicensed })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Permissions {
    names: Vec<String>,
}

pub(super) fn permissions(ask: &Ask) -> Answer {
    let (Permissions { names }, _) = ask.body_and_push()?;
    with_app(ask, |app| app.permissions = names.into_iter().collect())
}

fn with_app(ask: &Ask, change: impl FnOnce(&mut App)) -> Answer {
    let mut state = ask.world.state();
    let key = ask.app(&state)?;
    let app = state.apps.get_mut(&key).ok_or_else(|| Refusal::Unknown("no such app".to_owned()))?;
    change(app);
    Ok(json!(app))
}
