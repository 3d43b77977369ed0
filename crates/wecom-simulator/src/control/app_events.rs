//! Any event on an app's callback URL.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::ask::{Answer, Ask, Refusal, push_all};
use crate::push::{AppEvent, elements_from_json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    event: String,
    #[serde(default = "system")]
    from: String,
    #[serde(default)]
    fields: Map<String, Value>,
}

fn system() -> String {
    "sys".to_owned()
}

pub(super) async fn push(ask: Ask) -> Answer {
    let (Wanted { event, from, fields }, options) = ask.body_and_push()?;
    let fields = elements_from_json(&fields).map_err(Refusal::Bad)?;
    let letter = {
        let state = ask.world.state();
        let key = ask.app(&state)?;
        AppEvent::Other { event, from, fields }.letter(&state, &key)
    };
    let letter = letter.ok_or_else(|| Refusal::Conflict("the app has no callback URL".to_owned()))?;
    Ok(push_all(&ask.world, vec![letter], &options, json!({})).await)
}
