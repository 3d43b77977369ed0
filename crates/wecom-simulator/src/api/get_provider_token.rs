//! POST `service/get_provider_token` (96237): the provider's token, the same within its 7200 s.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::Holder;

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "service/get_provider_token", verb: Verb::Post, family: Family::ServiceToken, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let corp_id = call.text("corpid", 41002)?;
    let secret = call.text("provider_secret", 41004)?;
    if corp_id != call.state.provider.corp_id {
        return Err(ApiError::new(40013));
    }
    if secret != call.state.provider.secret {
        return Err(ApiError::new(40001));
    }
    call.subject = Some(corp_id);
    let (token, expires_in) = call.state.token_for(Holder::Provider);
    Ok(json!({ "provider_access_token": token, "expires_in": expires_in }))
}
