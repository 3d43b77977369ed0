//! Templates: made, changed, their URL verified, their ticket pushed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal, push_all};
use crate::{
    push::{PushOptions, SuiteEvent, check_callback, post, template_url_check},
    state::{Callback, SecretKind, State, Template},
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    suite_id: Option<String>,
    suite_secret: Option<String>,
    token: Option<String>,
    #[serde(rename = "encodingAESKey")]
    encoding_aes_key: Option<String>,
    callback_url: Option<String>,
}

/// No fields of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

pub(super) fn add(ask: &Ask) -> Answer {
    let wanted: Wanted = ask.body()?;
    let mut state = ask.world.state();
    let suite_id = wanted.suite_id.unwrap_or_else(|| format!("dk{}", state.random.hex(16)));
    if state.templates.contains_key(&suite_id) {
        return Err(Refusal::Conflict(format!("there is a template `{suite_id}` already")));
    }
    let suite_secret = wanted.suite_secret.unwrap_or_else(|| state.random.url_safe(43));
    let token = wanted.token.unwrap_or_else(|| state.random.letters(24));
    let encoding_aes_key = wanted.encoding_aes_key.unwrap_or_else(|| state.random.encoding_aes_key());
    let callback = Callback { url: wanted.callback_url, token, encoding_aes_key, verified: false };
    let template = Template { suite_id: suite_id.clone(), suite_secret, callback, tickets: Vec::new() };
    store(&mut state, template)
}

pub(super) fn change(ask: &Ask) -> Answer {
    let wanted: Wanted = ask.body()?;
    let mut state = ask.world.state();
    let suite_id = ask.suite_id(&state)?;
    if wanted.suite_id.is_some_and(|wish| wish != suite_id) {
        return Err(Refusal::Bad("suiteId cannot change".to_owned()));
    }
    let Some(mut template) = state.templates.get(&suite_id).cloned() else {
        return Err(Refusal::Unknown(format!("no template `{suite_id}`")));
    };
    template.suite_secret = wanted.suite_secret.unwrap_or(template.suite_secret);
    let callback = &mut template.callback;
    if let Some(token) = wanted.token {
        callback.token = token;
    }
    if let Some(key) = wanted.encoding_aes_key {
        callback.encoding_aes_key = key;
    }
    if let Some(url) = wanted.callback_url {
        callback.verified &= callback.url.as_ref() == Some(&url);
        callback.url = Some(url);
    }
    store(&mut state, template)
}

fn store(state: &mut State, template: Template) -> Answer {
    let Template { suite_id, suite_secret, callback, .. } = &template;
    check_callback(&callback.token, &callback.encoding_aes_key).map_err(Refusal::Bad)?;
    state.secrets.note(SecretKind::SuiteSecret, suite_secret);
    state.secrets.note(SecretKind::CallbackToken, &callback.token);
    state.secrets.note(SecretKind::EncodingAesKey, &callback.encoding_aes_key);
    let answer = json!({
        "suiteId": suite_id,
        "suiteSecret": suite_secret,
        "token": callback.token,
        "encodingAESKey": callback.encoding_aes_key,
        "callbackUrl": callback.url,
    });
    state.templates.insert(suite_id.clone(), template);
    Ok(answer)
}

pub(super) async fn verify_url(ask: Ask) -> Answer {
    let (Nothing {}, options) = ask.body_and_push()?;
    let suite_id = ask.suite_id(&ask.world.state())?;
    let letter = template_url_check(&mut ask.world.state(), &suite_id);
    let Some(letter) = letter else { return Err(Refusal::Unknown(format!("no template `{suite_id}`"))) };
    let outcome = post(&ask.world, letter, &options).await;
    if outcome["ok"] == Value::Bool(true)
        && let Some(template) = ask.world.state().templates.get_mut(&suite_id)
    {
        template.callback.verified = true;
    }
    Ok(outcome)
}

pub(super) async fn push_ticket(ask: Ask) -> Answer {
    let (Nothing {}, options): (Nothing, PushOptions) = ask.body_and_push()?;
    let (ticket, letters) = {
        let mut state = ask.world.state();
        let suite_id = ask.suite_id(&state)?;
        let ticket = state.issue_ticket(&suite_id).unwrap_or_default();
        let event = SuiteEvent::SuiteTicket { ticket: ticket.clone() };
        (ticket, event.letter(&state, &suite_id))
    };
    Ok(push_all(&ask.world, letters.into_iter().collect(), &options, json!({ "ticket": ticket })).await)
}
