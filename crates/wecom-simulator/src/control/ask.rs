//! A control request: its path parameters and body, read strictly; and refusals that say what is wrong.

use std::collections::HashMap;

use actix_web::web::{Bytes, Data};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{
    push::{Letter, Mail, PushOptions, post},
    state::{AppKey, AppStatus, State},
    world::World,
};

/// A control route's answer.
pub(super) type Answer = Result<Value, Refusal>;

/// Why a control request is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request itself is wrong.
    Bad(String),
    /// It names something that does not exist.
    Unknown(String),
    /// It does not fit the present state.
    Conflict(String),
}

impl Refusal {
    /// The problems.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Bad(text) | Self::Unknown(text) | Self::Conflict(text) => text,
        }
    }

    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Bad(_) => 400,
            Self::Unknown(_) => 404,
            Self::Conflict(_) => 409,
        }
    }
}

/// A control request.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) world: Data<World>,
    parameters: HashMap<String, String>,
    body: Bytes,
}

impl Ask {
    pub(super) fn new(world: Data<World>, parameters: HashMap<String, String>, body: Bytes) -> Self {
        Self { world, parameters, body }
    }

    /// A parameter of the path.
    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// The JSON object of the body; no body counts as `{}`.
    pub(super) fn object(&self) -> Result<Map<String, Value>, Refusal> {
        if self.body.is_empty() {
            return Ok(Map::new());
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| Refusal::Bad(format!("the body is not a JSON object: {error}")))
    }

    /// The body as `T`; unknown fields are refused.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        read(self.object()?)
    }

    /// The body as `T` and the push options beside it, which every route of an app takes.
    pub(super) fn body_and_push<T: DeserializeOwned>(&self) -> Result<(T, PushOptions), Refusal> {
        let (options, own) = self.object()?.into_iter().partition(|(name, _)| PushOptions::NAMES.contains(&&**name));
        Ok((read(own)?, read(options)?))
    }

    /// The template of the path.
    pub(super) fn suite_id(&self, state: &State) -> Result<String, Refusal> {
        let suite_id = self.parameter("suiteId");
        if state.templates.contains_key(suite_id) {
            return Ok(suite_id.to_owned());
        }
        Err(Refusal::Unknown(format!("no template `{suite_id}`")))
    }

    /// The encrypted id of the path's corp.
    pub(super) fn corp_id(&self, state: &State) -> Result<String, Refusal> {
        corp_id(state, self.parameter("corpId"))
    }

    /// The app of the path's template, or agentid, and corp that is not cancelled.
    pub(super) fn app(&self, state: &State) -> Result<AppKey, Refusal> {
        let key = (self.parameter("suiteId").to_owned(), self.corp_id(state)?);
        match state.app(&key) {
            Some(app) if app.status != AppStatus::Cancelled => Ok(key),
            None => self.suite_id(state).and_then(|suite_id| Err(not_authorised(&suite_id, &key.1))),
            Some(_) => Err(not_authorised(&key.0, &key.1)),
        }
    }
}

fn not_authorised(suite_id: &str, corp_id: &str) -> Refusal {
    Refusal::Conflict(format!("corp `{corp_id}` has not authorised template `{suite_id}`"))
}

/// The encrypted id of a corp named by either id.
pub(super) fn corp_id(state: &State, id: &str) -> Result<String, Refusal> {
    let corp = state.corp_by_any_id(id).ok_or_else(|| Refusal::Unknown(format!("no corp `{id}`")))?;
    Ok(corp.corp_id.clone())
}

/// Posts the letters one after the other, unless the caller wants none or wants them in the mail bag; `push` is the first outcome, `pushes` are all.
pub(super) async fn push_all(world: &World, letters: Vec<Letter>, options: &PushOptions, mut answer: Value) -> Value {
    if options.later {
        world.state().mail.extend(letters.into_iter().map(Mail::new));
        return answer;
    }
    let mut outcomes = Vec::new();
    for letter in letters.into_iter().filter(|_| options.push) {
        outcomes.push(post(world, letter, options).await);
    }
    answer["push"] = outcomes.first().cloned().unwrap_or(Value::Null);
    answer["pushes"] = json!(outcomes);
    answer
}

fn read<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, Refusal> {
    serde_json::from_value(Value::Object(fields)).map_err(|error| Refusal::Bad(error.to_string()))
}
