//! Corps.

use serde::Deserialize;
use serde_json::json;

use super::{
    ask::{Answer, Ask, Refusal},
    members::{NewMember, add_member},
};
use crate::state::Corp;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewCorp {
    name: String,
    /// The plain id.
    corp_id: Option<String>,
    #[serde(default)]
    members: Vec<NewMember>,
}

pub(super) fn add(ask: &Ask) -> Answer {
    let wanted: NewCorp = ask.body()?;
    let mut state = ask.world.state();
    let plain_corp_id = wanted.corp_id.unwrap_or_else(|| format!("ww{}", state.random.hex(16)));
    if state.corp_by_any_id(&plain_corp_id).is_some() {
        return Err(Refusal::Conflict(format!("there is a corp `{plain_corp_id}` already")));
    }
    let corp_id = format!("wp{}", state.random.url_safe(30));
    let mut corp = Corp {
        corp_id: corp_id.clone(),
        plain_corp_id,
        name: wanted.name,
        members: Vec::new(),
        next_agent_id: 1_000_002,
    };
    for member in wanted.members {
        add_member(&mut state, &mut corp, member)?;
    }
    let answer =
        json!({ "corpId": corp_id, "plainCorpId": corp.plain_corp_id, "name": corp.name, "members": corp.members });
    state.corps.insert(corp_id, corp);
    Ok(answer)
}
