//! GET gettoken (97164, 91039): an app's token for its corp and permanent code, or its own secret; wrong secrets are counted (90313, 45009).

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::{AppKind, AppStatus, Holder, Standing, State};

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
    let corp = state.corp_by_any_id(corp_id).ok_or(40013)?;
    let kind = if corp.corp_id == corp_id { AppKind::Customized } else { AppKind::SelfBuilt };
    let named = state.apps.values().find(|app| app.permanent_code == secret).ok_or(40001)?;
    if named.corp_id != corp.corp_id {
        return Err(40091);
    }
    match (named.kind, named.status) {
        // The provider has to use the encrypted id, and the corp its own.
        (of, _) if of != kind => Err(40013),
        (AppKind::SelfBuilt, AppStatus::Cancelled) => Err(40001),
        (_, AppStatus::Cancelled) => Err(state.switches.cancelled_gettoken),
        (_, AppStatus::Disabled) if state.switches.disabled_gettoken == Standing::Refused => Err(40001),
        _ => state.app_holder(&named.key()).ok_or(40001),
    }
}
