//! POST `agent/get_permissions` (99108): what the corp's administrator granted the app.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "agent/get_permissions", verb: Verb::Post, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let key = call.app()?;
    let app = call.known_app(&key)?;
    Ok(json!({ "app_permissions": app.permissions, "app_permissions_ext": [] }))
}
