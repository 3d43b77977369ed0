//! POST `service/v2/get_auth_info` (100795) and its older form without `v2/`: the corp, and the agentid of its app.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::{App, AppStatus, DisabledAgent, Visible};

pub(crate) const V2: Endpoint =
    Endpoint { path: "service/v2/get_auth_info", verb: Verb::Post, family: Family::Modern, run };
pub(crate) const V1: Endpoint =
    Endpoint { path: "service/get_auth_info", verb: Verb::Post, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let suite_id = call.suite()?;
    let corp_id = call.text("auth_corpid", 41002)?;
    let permanent_code = call.text("permanent_code", 41025)?;
    let state = &call.state;
    let corp = state.corps.get(&corp_id).ok_or_else(|| ApiError::new(40013))?;
    let app = state.app(&(suite_id, corp_id)).ok_or_else(|| ApiError::new(48004))?;
    if app.status == AppStatus::Cancelled || app.permanent_code != permanent_code {
        return Err(ApiError::new(40084));
    }
    let absent = app.status == AppStatus::Disabled && state.switches.disabled_agent == DisabledAgent::Absent;
    let agents = if absent { Vec::new() } else { agents(app) };
    Ok(json!({
        "auth_corp_info": {
            "corpid": corp.corp_id, "corp_name": corp.name, "corp_full_name": corp.name, "corp_type": "verified",
            "corp_square_logo_url": "", "corp_user_max": 1000, "verified_end_time": 0, "subject_type": 1,
            "corp_scale": "1-50人", "corp_industry": "", "corp_sub_industry": "",
        },
        "auth_info": { "agent": agents },
    }))
}

/// The agent array: one entry for a 代开发 app, `privilege.level` 0.
pub(super) fn agents(app: &App) -> Vec<Value> {
    let nobody = BTreeSet::new();
    let (users, parties, tags): (_, &[u32], &[u32]) = match &app.visible {
        Visible::Everyone => (&nobody, &[1], &[]),
        Visible::Members(members) => (members, &[], &[]),
        Visible::Mixed { members, departments, tags } => (members, departments, tags),
    };
    vec![json!({
        "agentid": app.agent_id, "name": app.name, "round_logo_url": "", "square_logo_url": "",
        "auth_mode": 0, "is_customized_app": true, "auth_from_thirdapp": false,
        "privilege": {
            "level": 0, "allow_party": parties, "allow_user": users, "allow_tag": tags,
            "extra_party": [], "extra_user": [], "extra_tag": [],
        },
    })]
}
