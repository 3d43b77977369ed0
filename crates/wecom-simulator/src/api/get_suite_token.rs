//! POST `service/get_suite_token` (97162): a template's token, for its secret and a ticket of the last 30 minutes.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::Holder;

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "service/get_suite_token", verb: Verb::Post, family: Family::ServiceToken, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let suite_id = call.text("suite_id", 41021)?;
    let secret = call.text("suite_secret", 41024)?;
    let ticket = call.text("suite_ticket", 41023)?;
    let template = call.state.templates.get(&suite_id).ok_or_else(|| ApiError::new(40083))?;
    if secret != template.suite_secret {
        return Err(ApiError::new(40080));
    }
    if !template.accepts_ticket(&ticket, call.state.now()) {
        return Err(ApiError::new(40085));
    }
    call.subject = Some(suite_id.clone());
    let (token, expires_in) = call.state.token_for(Holder::Suite(suite_id));
    Ok(json!({ "suite_access_token": token, "expires_in": expires_in }))
}
