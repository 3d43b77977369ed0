//! POST `service/v2/get_permanent_code` (97163) and its older form without `v2/`: an auth code becomes the app's secret, once.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb, get_auth_info::agents};
use crate::state::{App, AuthCode, Corp};

pub(crate) const V2: Endpoint =
    Endpoint { path: "service/v2/get_permanent_code", verb: Verb::Post, family: Family::Modern, run: run_v2 };
pub(crate) const V1: Endpoint =
    Endpoint { path: "service/get_permanent_code", verb: Verb::Post, family: Family::Modern, run: run_v1 };

/// No agentid here: `v2/get_auth_info` gives it.
fn run_v2(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let (code, app, corp) = exchanged(call)?;
    let mut answer = json!({
        "permanent_code": app.permanent_code,
        "auth_corp_info": { "corpid": corp.corp_id, "corp_name": corp.name },
        "auth_user_info": administrator(corp),
    });
    if let Some(state) = &code.state {
        answer["state"] = json!(state);
    }
    Ok(answer)
}

/// Access tokens are not part of the answer for 代开发 apps.
fn run_v1(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let (code, app, corp) = exchanged(call)?;
    let mut answer = json!({
        "permanent_code": app.permanent_code,
        "auth_corp_info": {
            "corpid": corp.corp_id, "corp_name": corp.name, "corp_full_name": corp.name, "corp_type": "verified",
            "corp_square_logo_url": "", "corp_user_max": 1000, "verified_end_time": 0, "subject_type": 1,
            "corp_wxqrcode": "", "corp_scale": "1-50人", "corp_industry": "", "corp_sub_industry": "",
        },
        "auth_info": { "agent": agents(app) },
        "auth_user_info": administrator(corp),
    });
    if let Some(state) = &code.state {
        answer["state"] = json!(state);
    }
    Ok(answer)
}

fn exchanged<'a>(call: &'a mut Call<'_>) -> Result<(AuthCode, &'a App, &'a Corp), ApiError> {
    let suite_id = call.suite()?;
    let auth_code = call.text("auth_code", 41008)?;
    match auth_code.len() {
        64..=512 => {}
        ..64 => return Err(ApiError::with(40058, "auth_code exceed min length 64")),
        _ => return Err(ApiError::with(40058, "auth_code exceed max length 512")),
    }
    let code = call.state.exchange_auth_code(&suite_id, &auth_code).ok_or_else(|| ApiError::new(40078))?;
    call.subject = Some(format!("{}/{}", code.suite_id, code.corp_id));
    let app = call.state.apps.get(&(code.suite_id.clone(), code.corp_id.clone()));
    let corp = call.state.corps.get(&code.corp_id);
    app.zip(corp).map(|(app, corp)| (code, app, corp)).ok_or_else(|| ApiError::new(40078))
}

fn administrator(corp: &Corp) -> Value {
    corp.members.first().map_or_else(|| json!({}), |member| json!({ "userid": member.userid, "name": member.name }))
}
