//! The simulator's state at the end, as far as the server's has to agree, and the calls that it saw from the server.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::Value;
use wecom_callback_crypto::xml;

use super::explained::Asked;
use crate::sim::Sim;

/// The key of an event: its type, WeCom's time of it in milliseconds, and the company where the event says it.
pub(crate) type EventName = (String, i64, String);

/// Events about a company that their message does not name.
const WITHOUT_CORP: [&str; 3] = ["create_auth", "reset_permanent_code", "suite_ticket"];

/// The name of an event of this type, time and company.
pub(crate) fn event_name(event: &str, time_ms: i64, corp: Option<&str>) -> EventName {
    let corp = corp.filter(|_| !WITHOUT_CORP.contains(&event)).unwrap_or_default();
    (event.to_owned(), time_ms, corp.to_owned())
}

/// A company's app.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) status: String,
    pub(crate) permanent_code: String,
    pub(crate) agent_id: String,
    /// `None`: everybody.
    pub(crate) visible: Option<BTreeSet<String>>,
}

/// An auth code.
#[derive(Debug)]
pub(crate) struct AuthCode {
    pub(crate) corp: String,
    pub(crate) was_exchanged: bool,
    /// Each time that it was shown.
    pub(crate) shown: Vec<Asked>,
}

/// A token of one key and lifetime.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) holder: String,
    /// The company, of an app's token.
    pub(crate) corp: Option<String>,
    /// Each time that it was fetched.
    pub(crate) given: Vec<Asked>,
    /// The process that called WeCom with it last: that one had noted it down.
    pub(crate) used: BTreeMap<String, u64>,
}

/// All of it.
pub(crate) struct Wecom {
    pub(crate) apps: BTreeMap<String, App>,
    pub(crate) auth_codes: Vec<AuthCode>,
    pub(crate) tokens: Vec<Token>,
    /// The events that were acknowledged, and how many were not.
    pub(crate) acknowledged: Vec<EventName>,
    pub(crate) unacknowledged: usize,
}

impl Wecom {
    pub(crate) async fn look(sim: &Sim) -> Result<Self> {
        let (state, letters) = (sim.get("state").await, sim.get("mail/letters").await);
        let apps = list(&state["apps"]).map(|app| (string(&app["corpId"]), read_app(app))).collect();
        let codes = state["authCodes"].as_object().into_iter().flatten().map(|(_, code)| AuthCode {
            corp: string(&code["corpId"]),
            was_exchanged: code["used"] == true,
            shown: asked(&code["shownAtMs"], &code["shownBy"]),
        });
        let tokens = list(&state["tokens"]).map(|token| Token {
            holder: holder(&token["holder"]),
            corp: token["holder"]["app"][0][1].as_str().map(str::to_owned),
            given: asked(&token["givenAtMs"], &token["givenTo"]),
            used: token["usedBy"].as_object().into_iter().flatten().map(|(by, at)| (server(by), number(at))).collect(),
        });
        let (acknowledged, others): (Vec<_>, Vec<_>) =
            list(&letters).partition(|letter| letter["acknowledged"] == true);
        let acknowledged = acknowledged.into_iter().map(read_letter).collect::<Result<_>>()?;
        let (auth_codes, tokens) = (codes.collect(), tokens.collect());
        Ok(Self { apps, auth_codes, tokens, acknowledged, unacknowledged: others.len() })
    }
}

fn read_app(app: &Value) -> App {
    let members = app["visible"]["members"].as_array();
    App {
        status: string(&app["status"]),
        permanent_code: string(&app["permanentCode"]),
        agent_id: app["agentId"].to_string(),
        visible: members.map(|members| members.iter().map(string).collect()),
    }
}

fn read_letter(letter: &Value) -> Result<EventName> {
    let message = letter["message"].as_str().unwrap_or_default();
    let fields = xml::parse_fields(message)?;
    let time = fields.get("TimeStamp").or_else(|| fields.get("CreateTime")).context("an event without a time")?;
    Ok(event_name(&string(&letter["event"]), time.parse::<i64>()? * 1000, letter["corpId"].as_str()))
}

/// The owner of a token, without the secret that it was fetched with.
fn holder(holder: &Value) -> String {
    match (&holder["app"], &holder["suite"]) {
        (Value::Array(app), _) => format!("the app of company {}", string(&app[0][1])),
        (_, Value::String(suite)) => format!("suite {suite}"),
        _ => "the provider".to_owned(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn asked(moments: &Value, names: &Value) -> Vec<Asked> {
    list(moments).zip(list(names)).map(|(at, by)| Asked { at: number(at), by: server(&string(by)) }).collect()
}

/// The name in `wecom-login/<version> (instance <name>)`.
fn server(user_agent: &str) -> String {
    let name = user_agent.split_once("(instance ").and_then(|(_, name)| name.strip_suffix(')'));
    name.unwrap_or(user_agent).to_owned()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
