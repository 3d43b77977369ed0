//! GET gettoken (97164): an app's token for its corp and permanent code; wrong secrets are counted (90313, 45009).

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::{AppStatus, Holder, Standing, State};

pub(crate) const ENDPOINT: Endpoint = Endpoint { path: "gettoken", verb: Verb::Get, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let corp_id = call.query("corpid", 41002)?;
    let secret = call.query("corpsecret", 41004)?;
    match holder(call.state, &corp_id, &secret) {
        Ok(holder) => {
            if let Holder::App((suite_id, corp_id), _) = &holder {
                call.subject = Some(format!("{suite_id}/{corp_id}"));
            }
            let (token, expires_in) = call.state.token_for(holder);
            Ok(json!({ "access_token": token, "expires_in": expires_in }))
        }
        Err(code) => {
            let (now, limit) = (call.state.now(), call.state.switches.wrong_secret_limit);
            call.state.lockouts.note_wrong_secret(call.caller, now, limit);
            Err(ApiError::new(code))
        }
    }
}

fn holder(state: &State, corp_id: &str, secret: &str) -> Result<Holder, i64> {
    if !state.corps.contains_key(corp_id) {
        return Err(40013);
    }
    if let Some(app) = state.apps.values().find(|app| app.corp_id == corp_id && app.permanent_code == secret) {
        return match app.status {
            AppStatus::Cancelled => Err(state.switches.cancelled_gettoken),
            AppStatus::Disabled if state.switches.disabled_gettoken == Standing::Refused => Err(40001),
            _ => state.app_holder(&app.key()).ok_or(40001),
        };
    }
    let elsewhere = state.apps.values().any(|app| app.permanent_code == secret);
    Err(if elsewhere { 40091 } else { 40001 })
}
