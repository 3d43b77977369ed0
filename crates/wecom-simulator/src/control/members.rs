//! Members: they join, change and leave, and apps with a callback URL hear of it (96302, 90376).

use serde::Deserialize;
use serde_json::json;

use super::{
    ask::{Answer, Ask, Refusal, push_all},
    templates::Nothing,
};
use crate::{
    push::AppEvent,
    state::{AppKey, Corp, Member, MemberStatus, State},
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewMember {
    userid: Option<String>,
    name: Option<String>,
    department: Option<Vec<u32>>,
    status: Option<MemberStatus>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Change {
    name: Option<String>,
    department: Option<Vec<u32>>,
    status: Option<MemberStatus>,
}

/// Adds a member to the corp; ids and names are invented unless given.
pub(super) fn add_member(state: &mut State, corp: &mut Corp, wanted: NewMember) -> Result<Member, Refusal> {
    let userid = wanted.userid.unwrap_or_else(|| format!("wo{}", state.random.url_safe(30)));
    if corp.member(&userid).is_some() {
        return Err(Refusal::Conflict(format!("there is a member `{userid}` already")));
    }
    let member = Member {
        userid,
        plain_userid: corp.free_plain_userid(),
        name: wanted.name.unwrap_or_else(|| format!("成员{}", corp.members.len() + 1)),
        department: wanted.department.unwrap_or_else(|| vec![1]),
        status: wanted.status.unwrap_or(MemberStatus::Active),
    };
    corp.members.push(member.clone());
    Ok(member)
}

pub(super) fn add(ask: &Ask) -> Answer {
    let wanted: NewMember = ask.body()?;
    let mut state = ask.world.state();
    let corp_id = ask.corp_id(&state)?;
    let Some(mut corp) = state.corps.get(&corp_id).cloned() else {
        return Err(Refusal::Unknown(format!("no corp `{corp_id}`")));
    };
    let member = add_member(&mut state, &mut corp, wanted)?;
    state.corps.insert(corp_id, corp);
    Ok(json!(member))
}

pub(super) async fn change(ask: Ask) -> Answer {
    let (change, options): (Change, _) = ask.body_and_push()?;
    let (member, letters) = {
        let mut state = ask.world.state();
        let corp_id = ask.corp_id(&state)?;
        let corp = state.corps.get_mut(&corp_id);
        let member = corp.and_then(|corp| corp.member_mut(ask.parameter("userid"))).ok_or_else(|| unknown(&ask))?;
        member.name = change.name.unwrap_or_else(|| member.name.clone());
        member.department = change.department.unwrap_or_else(|| member.department.clone());
        member.status = change.status.unwrap_or(member.status);
        let member = member.clone();
        let apps = apps_that_see(&state, &corp_id, &member.userid);
        let events = apps.iter().filter_map(|key| AppEvent::MemberUpdated(member.clone()).letter(&state, key));
        let letters = events.collect();
        (member, letters)
    };
    Ok(push_all(&ask.world, letters, &options, json!({ "member": member })).await)
}

pub(super) async fn leave(ask: Ask) -> Answer {
    let (Nothing {}, options) = ask.body_and_push()?;
    let (member, letters) = {
        let mut state = ask.world.state();
        let corp_id = ask.corp_id(&state)?;
        let apps = apps_that_see(&state, &corp_id, ask.parameter("userid"));
        let member = state.remove_member(&corp_id, ask.parameter("userid")).ok_or_else(|| unknown(&ask))?;
        let events = apps.iter().flat_map(|key| {
            let events = [AppEvent::MemberDeleted(member.clone()), AppEvent::Unsubscribe(member.clone())];
            events.into_iter().filter_map(|event| event.letter(&state, key))
        });
        let letters = events.collect();
        (member, letters)
    };
    Ok(push_all(&ask.world, letters, &options, json!({ "member": member })).await)
}

fn apps_that_see(state: &State, corp_id: &str, userid: &str) -> Vec<AppKey> {
    let apps = state.apps_of(corp_id).filter(|app| app.visible.includes(userid));
    apps.map(crate::state::App::key).collect()
}

fn unknown(ask: &Ask) -> Refusal {
    Refusal::Unknown(format!("no member `{}` in corp `{}`", ask.parameter("userid"), ask.parameter("corpId")))
}
