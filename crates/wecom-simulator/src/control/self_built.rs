//! A corp's administrator makes an app of the corp's own.

use serde::Deserialize;
use serde_json::json;

use super::ask::{Answer, Ask, Refusal};
use crate::state::{NewApp, Visible};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    name: Option<String>,
    #[serde(default)]
    trusted_domains: Vec<String>,
    /// Userids; everyone when absent.
    visible: Option<Vec<String>>,
}

pub(super) fn add(ask: &Ask) -> Answer {
    let wanted: Wanted = ask.body()?;
    let mut state = ask.world.state();
    let corp_id = ask.corp_id(&state)?;
    let plain_corp_id = state.corps.get(&corp_id).map(|corp| corp.plain_corp_id.clone());
    let new = NewApp {
        name: wanted.name.unwrap_or_else(|| "自建应用".to_owned()),
        trusted_domains: wanted.trusted_domains,
        visible: wanted.visible.map_or(Visible::Everyone, |userids| Visible::Members(userids.into_iter().collect())),
    };
    let app = state.build_app(&corp_id, new).ok_or_else(|| Refusal::Unknown(format!("no corp `{corp_id}`")))?;
    Ok(json!({ "corpId": plain_corp_id, "agentId": app.agent_id, "corpSecret": app.permanent_code }))
}
