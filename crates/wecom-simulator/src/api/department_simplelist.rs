//! GET department/simplelist: ids of departments, without names.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "department/simplelist", verb: Verb::Get, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let key = call.app()?;
    let corp = call.state.corps.get(&key.1).ok_or_else(|| ApiError::new(40013))?;
    let departments = corp.departments();
    let wanted = match call.query.get("id").map(|id| id.parse::<u32>()) {
        None => None,
        Some(Ok(id)) if departments.contains_key(&id) => Some(id),
        Some(_) => return Err(ApiError::new(60003)),
    };
    let listed = departments.iter().filter(|(id, parent)| wanted.is_none_or(|root| **id == root || **parent == root));
    let listed: Vec<Value> = listed.map(|(id, parent)| json!({ "id": id, "parentid": parent, "order": id })).collect();
    Ok(json!({ "department_id": listed }))
}
