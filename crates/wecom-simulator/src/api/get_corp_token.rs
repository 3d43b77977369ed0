//! POST `service/get_corp_token` (90605): for third-party apps only; a 代开发 app gets 40084 and must use gettoken.

use serde_json::Value;

use super::{ApiError, Call, Endpoint, Family, Verb};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "service/get_corp_token", verb: Verb::Post, family: Family::ServiceToken, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    call.suite()?;
    Err(ApiError::new(40084))
}
