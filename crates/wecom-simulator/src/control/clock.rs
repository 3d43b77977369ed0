//! The movable clock.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal};
use crate::push::push_due_tickets;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Move {
    advance_seconds: Option<i64>,
    set: Option<u64>,
}

pub(super) fn show(ask: &Ask) -> Value {
    json!({ "now": ask.world.clock.now() })
}

pub(super) async fn set(ask: Ask) -> Answer {
    match ask.body()? {
        Move { advance_seconds: Some(seconds), set: None } => ask.world.clock.advance(seconds),
        Move { advance_seconds: None, set: Some(now) } => ask.world.clock.set(now),
        _ => return Err(Refusal::Bad("give either advanceSeconds or set".to_owned())),
    }
    push_due_tickets(&ask.world).await;
    Ok(show(&ask))
}
