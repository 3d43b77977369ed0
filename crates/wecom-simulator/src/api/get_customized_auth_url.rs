//! POST `service/get_customized_auth_url` (98744): a link whose scan carries a state into `create_auth`.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::{CustomizedLink, LINK_SECONDS};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "service/get_customized_auth_url", verb: Verb::Post, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    call.provider()?;
    let state = call.body.get("state").and_then(Value::as_str).unwrap_or_default().to_owned();
    if state.len() > 32 || !state.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(ApiError::with(40058, "state must be [a-zA-Z0-9] of at most 32 bytes"));
    }
    let ids = call.body.get("templateid_list").and_then(Value::as_array).cloned().unwrap_or_default();
    let suite_ids: Vec<String> = ids.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if suite_ids.len() != ids.len() || !(1..=9).contains(&suite_ids.len()) {
        return Err(ApiError::with(40058, "templateid_list must have 1 to 9 template ids"));
    }
    if suite_ids.iter().any(|id| !call.state.templates.contains_key(id)) {
        return Err(ApiError::with(40058, "invalid templateid"));
    }
    let key = call.state.random.letters(24);
    let issued_at = call.state.now();
    call.state.links.insert(key.clone(), CustomizedLink { state, suite_ids, issued_at });
    let url = format!("{}/customized/scan?key={key}", call.origin);
    Ok(json!({ "qrcode_url": url, "expires_in": LINK_SECONDS }))
}
