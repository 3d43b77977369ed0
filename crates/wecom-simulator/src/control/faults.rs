//! Planting faults.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::ask::{Answer, Ask, Refusal};
use crate::{
    api::endpoint,
    push::release_held,
    state::{ApiFault, DropMoment, Faults, PushFault, Trouble},
};

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum DropWish {
    Plain(bool),
    When(DropMoment),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Plan {
    api: Option<String>,
    push: Option<PushFault>,
    errcode: Option<i64>,
    times: Option<u32>,
    delay_ms: Option<u64>,
    drop_connection: Option<DropWish>,
    #[serde(default)]
    half_json: bool,
    #[serde(default)]
    html: bool,
    fields: Option<Map<String, Value>>,
    status: Option<u16>,
}

impl Plan {
    fn trouble(&self) -> Result<Trouble, Refusal> {
        let drop = match self.drop_connection {
            Some(DropWish::Plain(true)) => Some(DropMoment::Before),
            Some(DropWish::When(when)) => Some(when),
            Some(DropWish::Plain(false)) | None => None,
        };
        let wishes = [
            self.errcode.map(Trouble::Errcode),
            drop.map(Trouble::Drop),
            self.half_json.then_some(Trouble::HalfJson),
            self.html.then_some(Trouble::Html),
            self.fields.clone().map(Trouble::Fields),
        ];
        let mut wishes = wishes.into_iter().flatten();
        match (wishes.next(), wishes.next()) {
            (Some(trouble), None) => Ok(trouble),
            (None, _) if self.status.is_some() => Ok(Trouble::Html),
            (None, _) if self.delay_ms.is_some() => Ok(Trouble::Nothing),
            (None, _) => {
                Err(bad("say what goes wrong: errcode, delayMs, dropConnection, halfJson, html, fields or status"))
            }
            (Some(_), Some(_)) => Err(bad("only one of errcode, dropConnection, halfJson, html, fields")),
        }
    }
}

fn bad(text: &str) -> Refusal {
    Refusal::Bad(text.to_owned())
}

pub(super) fn add(ask: &Ask) -> Answer {
    let plan: Plan = ask.body()?;
    let times = plan.times.unwrap_or(1);
    if times == 0 {
        return Err(bad("times must be at least 1"));
    }
    if let Some(push) = plan.push {
        let mut state = ask.world.state();
        state.faults.push.push((push, times));
        return Ok(json!(state.faults));
    }
    let api = match &plan.api {
        None => None,
        Some(name) => Some(endpoint(name).ok_or_else(|| unknown_api(name))?.name().to_owned()),
    };
    let fault =
        ApiFault { api, trouble: plan.trouble()?, delay_ms: plan.delay_ms.unwrap_or(0), status: plan.status, times };
    let mut state = ask.world.state();
    state.faults.api.push(fault);
    Ok(json!(state.faults))
}

fn unknown_api(name: &str) -> Refusal {
    let known: Vec<&str> = crate::api::ENDPOINTS.iter().map(crate::api::Endpoint::name).collect();
    Refusal::Bad(format!("no api `{name}`; there are {}", known.join(", ")))
}

pub(super) async fn clear(ask: Ask) -> Answer {
    ask.world.state().faults = Faults::default();
    release_held(&ask.world).await;
    Ok(json!({}))
}
