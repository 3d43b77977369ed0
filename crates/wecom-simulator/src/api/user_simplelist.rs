//! GET user/simplelist (96255's neighbour): the members of one department that the app may see.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb, user_get::brief};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "user/simplelist", verb: Verb::Get, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let key = call.app()?;
    let department = call.query("department_id", 40058)?.parse::<u32>().map_err(|_| ApiError::new(40058))?;
    let corp = call.state.corps.get(&key.1).ok_or_else(|| ApiError::new(40013))?;
    if !corp.departments().contains_key(&department) {
        return Err(ApiError::new(60003));
    }
    let app = call.known_app(&key)?;
    let visible = corp.members.iter().filter(|member| app.visible.includes(&member.userid));
    let listed = visible.filter(|member| member.department.contains(&department));
    Ok(json!({ "userlist": listed.map(|member| brief(app, member)).collect::<Vec<_>>() }))
}
