//! Looking at the world, and starting it afresh.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal};

pub(super) fn state(ask: &Ask) -> Value {
    ask.world.state().view()
}

pub(super) fn secrets(ask: &Ask) -> Value {
    json!({ "secrets": ask.world.state().secrets })
}

pub(super) fn calls(ask: &Ask) -> Value {
    json!(ask.world.state().calls)
}

pub(super) fn pushes(ask: &Ask) -> Value {
    let state = ask.world.state();
    let outcomes: Vec<Value> = state.pushes.iter().enumerate().map(|(id, record)| record.outcome(id)).collect();
    json!(outcomes)
}

pub(super) fn reset(ask: &Ask) -> Value {
    ask.world.reset();
    json!({ "provider": ask.world.state().provider })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    token: String,
}

pub(super) fn revoke(ask: &Ask) -> Answer {
    let Revocation { token } = ask.body()?;
    if ask.world.state().tokens.revoke(&token) {
        return Ok(json!({}));
    }
    Err(Refusal::Unknown("no such token".to_owned()))
}
