//! The provider and the faithfulness switches.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal};
use crate::state::SecretKind;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Change {
    corp_id: Option<String>,
    secret: Option<String>,
    ip_whitelist: Option<Vec<String>>,
}

pub(super) fn show(ask: &Ask) -> Value {
    json!(ask.world.state().provider)
}

pub(super) fn change(ask: &Ask) -> Answer {
    let change: Change = ask.body()?;
    let mut state = ask.world.state();
    if let Some(corp_id) = change.corp_id {
        state.provider.corp_id = corp_id;
    }
    if let Some(secret) = change.secret {
        state.secrets.note(SecretKind::ProviderSecret, &secret);
        state.provider.secret = secret;
    }
    if let Some(addresses) = change.ip_whitelist {
        state.provider.ip_whitelist = addresses;
    }
    Ok(json!(state.provider))
}

pub(super) fn switches(ask: &Ask) -> Value {
    json!(ask.world.state().switches)
}

pub(super) fn switch(ask: &Ask) -> Answer {
    let patch = ask.object()?;
    let mut state = ask.world.state();
    state.switches = state.switches.patched(patch).map_err(|error| Refusal::Bad(error.to_string()))?;
    Ok(json!(state.switches))
}
