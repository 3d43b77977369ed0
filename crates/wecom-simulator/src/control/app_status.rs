//! The events of an app: its secret is reset, it is cancelled, switched off and on, published, seen by others.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::{
    ask::{Answer, Ask, Refusal, push_all},
    templates::Nothing,
};
use crate::{
    push::{AppEvent, Letter, SuiteEvent},
    state::{AppKey, AppStatus, SecretKind, State, Visible},
};

pub(super) async fn reset_secret(ask: Ask) -> Answer {
    let (Nothing {}, options) = ask.body_and_push()?;
    let (auth_code, letters) = {
        let mut state = ask.world.state();
        let key = ask.app(&state)?;
        if state.is_self_built(&key) {
            return Ok(json!({ "corpSecret": state.renew_secret(&key, SecretKind::CorpSecret) }));
        }
        let auth_code = state.reset_secret(&key).unwrap_or_default();
        let event = SuiteEvent::ResetPermanentCode { auth_code: auth_code.clone() };
        (auth_code, event.letter(&state, &key.0).into_iter().collect())
    };
    Ok(push_all(&ask.world, letters, &options, json!({ "authCode": auth_code })).await)
}

pub(super) async fn cancel(ask: Ask) -> Answer {
    let (Nothing {}, options) = ask.body_and_push()?;
    let letters = {
        let mut state = ask.world.state();
        let key = ask.app(&state)?;
        state.cancel(&key);
        SuiteEvent::CancelAuth { corp_id: key.1 }.letter(&state, &key.0).into_iter().collect()
    };
    Ok(push_all(&ask.world, letters, &options, json!({})).await)
}

pub(super) async fn disable(ask: Ask) -> Answer {
    switch(ask, AppStatus::Disabled).await
}

pub(super) async fn enable(ask: Ask) -> Answer {
    switch(ask, AppStatus::Online).await
}

pub(super) fn publish(ask: &Ask) -> Answer {
    let (Nothing {}, _) = ask.body_and_push()?;
    set_status(ask, AppStatus::Online)
}

pub(super) fn suspend(ask: &Ask) -> Answer {
    let (Nothing {}, _) = ask.body_and_push()?;
    set_status(ask, AppStatus::Suspended)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    userids: Option<BTreeSet<String>>,
    #[serde(default)]
    departments: Vec<u32>,
    #[serde(default)]
    tags: Vec<u32>,
}

impl Range {
    fn visible(self) -> Visible {
        match self {
            Self { userids, departments, tags } if !departments.is_empty() || !tags.is_empty() => {
                Visible::Mixed { members: userids.unwrap_or_default(), departments, tags }
            }
            Self { userids, .. } => userids.map_or(Visible::Everyone, Visible::Members),
        }
    }
}

pub(super) async fn visible_range(ask: Ask) -> Answer {
    let (range, options): (Range, _) = ask.body_and_push()?;
    let visible = range.visible();
    let letters = {
        let mut state = ask.world.state();
        let key = ask.app(&state)?;
        let before = seen(&state, &key);
        if let Some(app) = state.apps.get_mut(&key) {
            app.visible = visible;
        }
        let after = seen(&state, &key);
        let mut letters = changed(&state, &key);
        let member = |userid: &String| state.corps.get(&key.1)?.member(userid).cloned();
        let entered = after.difference(&before).filter_map(member).map(AppEvent::Subscribe);
        let left = before.difference(&after).filter_map(member).map(AppEvent::Unsubscribe);
        letters.extend(entered.chain(left).filter_map(|event| event.letter(&state, &key)));
        letters
    };
    Ok(push_all(&ask.world, letters, &options, json!({})).await)
}

async fn switch(ask: Ask, status: AppStatus) -> Answer {
    let (Nothing {}, options) = ask.body_and_push()?;
    let answer = set_status(&ask, status)?;
    let letters = {
        let state = ask.world.state();
        changed(&state, &ask.app(&state)?)
    };
    Ok(push_all(&ask.world, letters, &options, answer).await)
}

fn set_status(ask: &Ask, status: AppStatus) -> Answer {
    let mut state = ask.world.state();
    let key = ask.app(&state)?;
    let app = state.apps.get_mut(&key).ok_or_else(|| Refusal::Unknown("no such app".to_owned()))?;
    app.status = status;
    Ok(json!({ "status": status }))
}

fn changed(state: &State, key: &AppKey) -> Vec<Letter> {
    SuiteEvent::ChangeAuth { corp_id: key.1.clone() }.letter(state, &key.0).into_iter().collect()
}

fn seen(state: &State, key: &AppKey) -> BTreeSet<String> {
    let members = state.corps.get(&key.1).map(|corp| corp.members.as_slice()).unwrap_or_default();
    let Some(app) = state.app(key) else { return BTreeSet::new() };
    members.iter().filter(|member| app.visible.includes(&member.userid)).map(|member| member.userid.clone()).collect()
}
