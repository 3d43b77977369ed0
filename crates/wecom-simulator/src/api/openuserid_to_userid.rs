//! POST `batch/openuserid_to_userid` (95884): the plain ids of members whom a provider's app of the corp knows by encrypted ones, for
//! an app that the corp built itself.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::AppKind;

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "batch/openuserid_to_userid", verb: Verb::Post, family: Family::Modern, run };

/// Most ids of one call.
const MOST: usize = 1000;

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let key = call.app()?;
    if !call.state.is_self_built(&key) {
        return Err(ApiError::new(48002));
    }
    let ids: Vec<&str> =
        call.body["open_userid_list"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if ids.is_empty() || ids.len() > MOST {
        return Err(ApiError::new(40058));
    }
    let source = call.body["source_agentid"].as_i64().ok_or_else(|| ApiError::new(40058))?;
    let own = call.known_app(&key)?;
    let corp = call.state.corps.get(&key.1).ok_or_else(|| ApiError::new(40013))?;
    let is_source = |app: &&crate::state::App| app.kind == AppKind::Customized && i64::from(app.agent_id) == source;
    let source = call.state.apps_of(&corp.corp_id).find(is_source).ok_or_else(|| ApiError::new(40056))?;
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for id in ids {
        match corp.member_of(source, id) {
            Some(member) => found.push(json!({ "open_userid": id, "userid": own.userid_of(member) })),
            None => invalid.push(id),
        }
    }
    Ok(json!({ "userid_list": found, "invalid_open_userid_list": invalid }))
}
