//! A corp's administrator scans a template's code, plain or from a customized link.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal, corp_id, push_all};
use crate::{
    push::{Letter, PushOptions, SuiteEvent},
    state::{AppStatus, Installation, LINK_SECONDS, State, Visible},
    world::World,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    corp_id: String,
    state: Option<String>,
    trusted_domains: Option<Vec<String>>,
    status: Option<AppStatus>,
    /// Userids; everyone when absent.
    visible: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Scanning {
    corp_id: String,
}

pub(super) async fn authorise(ask: Ask) -> Answer {
    let (wanted, options): (Wanted, PushOptions) = ask.body_and_push()?;
    let (answer, letters) = {
        let mut state = ask.world.state();
        let installation = Installation {
            suite_id: ask.suite_id(&state)?,
            corp_id: corp_id(&state, &wanted.corp_id)?,
            state: wanted.state,
            status: wanted.status.unwrap_or(AppStatus::Online),
            trusted_domains: wanted.trusted_domains,
            visible: wanted.visible.map(|userids| Visible::Members(userids.into_iter().collect())),
        };
        install(&mut state, installation)?
    };
    Ok(push_all(&ask.world, letters, &options, answer).await)
}

pub(super) async fn scan(ask: Ask) -> Answer {
    let Scanning { corp_id } = ask.body()?;
    scan_link(&ask.world, ask.parameter("key"), &corp_id).await
}

/// The corp authorises each template of the link; one `create_auth` for each, with the link's state (98744).
pub(crate) async fn scan_link(world: &World, key: &str, corp: &str) -> Answer {
    let (answers, letters) = {
        let mut state = world.state();
        let corp = corp_id(&state, corp)?;
        let link = state.links.get(key).cloned().ok_or_else(|| Refusal::Unknown(format!("no link `{key}`")))?;
        if state.now() >= link.issued_at + LINK_SECONDS {
            return Err(Refusal::Conflict("the link has expired".to_owned()));
        }
        let (mut answers, mut letters) = (Vec::new(), Vec::new());
        for suite_id in link.suite_ids {
            let installation = Installation {
                suite_id,
                corp_id: corp.clone(),
                state: Some(link.state.clone()),
                status: AppStatus::Online,
                trusted_domains: None,
                visible: None,
            };
            let (answer, letter) = install(&mut state, installation)?;
            answers.push(answer);
            letters.extend(letter);
        }
        (answers, letters)
    };
    Ok(push_all(world, letters, &PushOptions::default(), json!({ "apps": answers })).await)
}

fn install(state: &mut State, wanted: Installation) -> Result<(Value, Vec<Letter>), Refusal> {
    let key = (wanted.suite_id.clone(), wanted.corp_id.clone());
    let link_state = wanted.state.clone();
    let auth_code = state.authorise(wanted);
    let (Some(auth_code), Some(app)) = (auth_code, state.app(&key)) else {
        return Err(Refusal::Unknown("no such template or corp".to_owned()));
    };
    let answer = json!({
        "suiteId": key.0, "corpId": key.1, "agentId": app.agent_id, "authCode": auth_code,
    });
    let event = SuiteEvent::CreateAuth { auth_code, state: link_state };
    Ok((answer, event.letter(state, &key.0).into_iter().collect()))
}
