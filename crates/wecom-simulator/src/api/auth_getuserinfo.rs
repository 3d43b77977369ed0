//! GET auth/getuserinfo (96442): who stands behind an OAuth code; an outsider has errcode 0 and no userid.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::{CodeRefusal, Person, Scope};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "auth/getuserinfo", verb: Verb::Get, family: Family::Modern, run };

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let key = call.app()?;
    let code = call.query("code", 41008)?;
    let switches = &call.state.switches;
    let (used, expired) = (switches.used_oauth_code, switches.expired_oauth_code);
    let code = call.state.redeem_oauth_code(&key, &code).map_err(|refusal| {
        ApiError::new(match refusal {
            CodeRefusal::Unknown => 40029,
            CodeRefusal::Used => used,
            CodeRefusal::Expired => expired,
            CodeRefusal::ForeignApp => 50001,
        })
    })?;
    call.subject = Some(format!("{}/{}", key.0, key.1));
    match code.person {
        Person::Outsider(openid) => Ok(json!({ "openid": openid })),
        Person::Member(userid) => {
            let app = call.known_app(&key)?;
            let in_range = app.visible.includes(&userid);
            let member = call.state.corps.get(&key.1).and_then(|corp| corp.member(&userid));
            let mut answer = json!({ "userid": member.map_or(userid.as_str(), |member| app.userid_of(member)) });
            if code.scope == Scope::PrivateInfo && in_range {
                answer["user_ticket"] = json!(call.state.issue_user_ticket(key, userid));
            }
            Ok(answer)
        }
    }
}
