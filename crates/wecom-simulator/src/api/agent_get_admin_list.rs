//! POST `agent/get_admin_list` (100072): the app's administrators; here the first member it sees, with management rights.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "agent/get_admin_list", verb: Verb::Post, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let key = call.app()?;
    let app = call.known_app(&key)?;
    let members = call.state.corps.get(&key.1).map(|corp| corp.members.as_slice()).unwrap_or_default();
    let admins = members.iter().filter(|member| app.visible.includes(&member.userid)).take(1);
    let admins: Vec<Value> = admins.map(|member| json!({ "userid": app.userid_of(member), "auth_type": 1 })).collect();
    Ok(json!({ "admin": admins }))
}
