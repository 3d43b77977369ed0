//! The present user of WeCom, and OAuth codes without a page.

use serde::Deserialize;
use serde_json::json;

use super::ask::{Answer, Ask, Refusal, corp_id};
use crate::state::{CurrentMember, Person, Scope};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Current {
    corp_id: Option<String>,
    userid: Option<String>,
}

pub(super) fn current_member(ask: &Ask) -> Answer {
    let wanted: Current = ask.body()?;
    let mut state = ask.world.state();
    let Some(userid) = wanted.userid else {
        state.current_member = None;
        return Ok(json!({ "currentMember": null }));
    };
    let corp_id = wanted.corp_id.map(|id| corp_id(&state, &id)).transpose()?;
    let home = state
        .corps
        .values()
        .find(|corp| corp_id.as_ref().is_none_or(|wanted| corp.corp_id == *wanted) && corp.member(&userid).is_some());
    let home = home.ok_or_else(|| Refusal::Unknown(format!("no member `{userid}`")))?;
    state.current_member = Some(CurrentMember { corp_id: home.corp_id.clone(), userid });
    Ok(json!({ "currentMember": state.current_member }))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    userid: Option<String>,
    openid: Option<String>,
    #[serde(default)]
    private_info: bool,
}

pub(super) fn oauth_code(ask: &Ask) -> Answer {
    let (wanted, _): (Wanted, _) = ask.body_and_push()?;
    let mut state = ask.world.state();
    let key = ask.app(&state)?;
    let person = match (wanted.userid, wanted.openid) {
        (Some(userid), None) => {
            let known = state.corps.get(&key.1).is_some_and(|corp| corp.member(&userid).is_some());
            known.then_some(()).ok_or_else(|| Refusal::Unknown(format!("no member `{userid}`")))?;
            Person::Member(userid)
        }
        (None, Some(openid)) => Person::Outsider(openid),
        _ => return Err(Refusal::Bad("give either userid or openid".to_owned())),
    };
    let scope = if wanted.private_info { Scope::PrivateInfo } else { Scope::Base };
    Ok(json!({ "code": state.issue_oauth_code(key, person, scope) }))
}
