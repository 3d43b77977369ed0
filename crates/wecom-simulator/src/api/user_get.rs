//! GET user/get (96255): a member; the name only where the administrator granted it.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::{App, Member};

pub(crate) const ENDPOINT: Endpoint = Endpoint { path: "user/get", verb: Verb::Get, family: Family::Modern, run };

/// The permission without which no API gives a name.
pub(super) const NAME_PERMISSION: &str = "contact:sensitive:user_name";

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let key = call.app()?;
    let userid = call.query("userid", 40003)?;
    let app = call.known_app(&key)?;
    let member = call.state.corps.get(&key.1).and_then(|corp| corp.member_of(app, &userid));
    let member = member.ok_or_else(|| ApiError::new(60111))?;
    if !app.visible.includes(&member.userid) {
        return Err(ApiError::new(60011));
    }
    let mut answer = brief(app, member);
    answer["order"] = json!(vec![0; member.department.len()]);
    answer["main_department"] = json!(member.department.first());
    answer["status"] = json!(u8::from(member.status));
    Ok(answer)
}

/// userid, departments and, with permission, the name.
pub(super) fn brief(app: &App, member: &Member) -> Value {
    let mut fields = json!({ "userid": app.userid_of(member), "department": member.department });
    if app.grants(NAME_PERMISSION) {
        fields["name"] = json!(member.name);
    }
    fields
}
