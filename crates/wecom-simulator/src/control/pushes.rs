//! Any suite event, and repetitions of what was pushed.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::ask::{Answer, Ask, Refusal, push_all};
use crate::{
    push::{Element, Letter, elements_from_json, repeat},
    state::Retry,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Event {
    info_type: String,
    #[serde(default)]
    fields: Map<String, Value>,
    timestamp: Option<u64>,
}

pub(super) async fn suite_event(ask: Ask) -> Answer {
    let (Event { info_type, fields, timestamp }, options) = ask.body_and_push()?;
    let letter = {
        let state = ask.world.state();
        let suite_id = ask.suite_id(&state)?;
        let fields = elements_from_json(&fields).map_err(Refusal::Bad)?;
        let mut elements = vec![
            Element::text("SuiteId", &suite_id),
            Element::text("InfoType", &info_type),
            Element::number("TimeStamp", timestamp.unwrap_or_else(|| state.now())),
        ];
        // A field given by hand takes the place of the usual one.
        elements.retain(|usual| fields.iter().all(|field| field.name() != usual.name()));
        elements.extend(fields);
        Letter::to_template(&state, &suite_id, &info_type, &elements)
    };
    Ok(push_all(&ask.world, letter.into_iter().collect(), &options, json!({})).await)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Repetition {
    #[serde(default)]
    resign: bool,
}

pub(super) async fn again(ask: Ask) -> Answer {
    let Repetition { resign } = ask.body()?;
    let id = ask.parameter("id");
    let number = id.parse().map_err(|_| Refusal::Bad(format!("`{id}` is not a number")))?;
    let retry = if resign { Retry::Resigned } else { Retry::Identical };
    let outcome = repeat(&ask.world, number, retry).await;
    outcome.ok_or_else(|| Refusal::Unknown(format!("no push {id}")))
}
