//! POST auth/getuserdetail (96443): the private fields that the administrator granted, for a `user_ticket`.

use serde_json::{Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb};
use crate::state::USER_TICKET_SECONDS;

pub(crate) const ENDPOINT: Endpoint =
    Endpoint { path: "auth/getuserdetail", verb: Verb::Post, family: Family::Modern, run };

const FIELDS: &[&str] = &["gender", "avatar", "qr_code", "mobile", "email", "biz_mail", "address"];

fn run(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let key = call.app()?;
    let ticket = call.text("user_ticket", 84090)?;
    let ticket = call.state.user_tickets.get(&ticket).filter(|ticket| ticket.app == key);
    let ticket = ticket.ok_or_else(|| ApiError::new(84015))?;
    if call.state.now() >= ticket.issued_at + USER_TICKET_SECONDS {
        return Err(ApiError::new(84014));
    }
    let app = call.known_app(&key)?;
    let member = call.state.corps.get(&key.1).and_then(|corp| corp.member(&ticket.userid));
    let userid = member.map_or(ticket.userid.as_str(), |member| app.userid_of(member));
    let mut answer = json!({ "userid": userid });
    for field in FIELDS.iter().filter(|field| app.grants(&format!("contact:sensitive:{field}"))) {
        answer[*field] = json!(invented(field, userid));
    }
    Ok(answer)
}

fn invented(field: &str, userid: &str) -> String {
    match field {
        "gender" => "1".to_owned(),
        "mobile" => "13800000000".to_owned(),
        "email" => format!("{userid}@example.com"),
        "biz_mail" => format!("{userid}@corp.example.com"),
        "address" => "广州市海珠区".to_owned(),
        _ => format!("https://example.com/{field}/{userid}"),
    }
}
