//! POST `service/corpid_to_opencorpid` (97105): plain corp id to the provider's encrypted one, for authorised corps.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::AppKind;

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "service/corpid_to_opencorpid", verb: Verb::Post, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    call.provider()?;
    let id = call.text("corpid", 41002)?;
    let corp = call.state.corp_by_any_id(&id).ok_or_else(|| ApiError::new(40013))?;
    if !call.state.apps_of(&corp.corp_id).any(|app| app.kind == AppKind::Customized) {
        return Err(ApiError::new(48001));
    }
    Ok(json!({ "open_corpid": corp.corp_id }))
}
