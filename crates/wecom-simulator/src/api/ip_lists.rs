//! GET getcallbackip (96238) and `get_api_domain_ip` (97073): WeCom's addresses, for any token.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};

pub(crate) const CALLBACK_IPS: Endpoint =
    Endpoint { path: "getcallbackip", verb: Verb::Get, family: Family::Modern, run };
pub(crate) const API_DOMAIN_IPS: Endpoint =
    Endpoint { path: "get_api_domain_ip", verb: Verb::Get, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    call.any_token()?;
    Ok(json!({ "ip_list": ["127.0.0.1"] }))
}
