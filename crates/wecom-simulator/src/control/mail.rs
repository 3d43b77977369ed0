//! The mail bag: how full it is, what is in it, and a round of deliveries.

use serde_json::{Value, json};

use super::ask::{Answer, Ask};
use crate::push::{Round, deliver_mail, mail_counts};

pub(super) fn show(ask: &Ask) -> Value {
    mail_counts(&ask.world)
}

pub(super) fn letters(ask: &Ask) -> Value {
    json!(ask.world.state().mail)
}

pub(super) async fn deliver(ask: Ask) -> Answer {
    let round: Round = ask.body()?;
    Ok(deliver_mail(&ask.world, &round).await)
}
