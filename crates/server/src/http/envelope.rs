//! The envelope around every answer of a function.

use actix_web::{HttpResponse, http::header};
use clock::Timestamp;
use login_type::CallError;
use serde::Serialize;
use serde_json::{Value, json};
use web::{
    errcode::{errcode, provider_code},
    retry_after,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    errcode: i64,
    errmsg: Option<String>,
    request_id: &'a str,
    sys_time: i64,
    duration: u64,
    data: Value,
}

/// When and under which id a request began.
pub(super) struct Begun {
    pub(super) request_id: String,
    pub(super) at: Timestamp,
}

impl Begun {
    /// The answer of a function that returned `data` or failed; always HTTP 200.
    pub(super) fn answer(&self, result: Result<Value, CallError>, now: Timestamp) -> HttpResponse {
        let kind = result.as_ref().err().map(CallError::kind);
        let (errcode, errmsg, data) = match result {
            Ok(data) => (0, None, data),
            Err(error) => (errcode(error.kind()), Some(error.to_string()), refusal(&error)),
        };
        let duration = u64::try_from(now.since(self.at).as_millis()).unwrap_or(u64::MAX);
        let mut answer = HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(Envelope {
            errcode,
            errmsg,
            request_id: &self.request_id,
            sys_time: now.as_millis(),
            duration,
            data,
        });
        if let Some(kind) = kind {
            retry_after::set_for(&mut answer, kind);
        }
        answer
    }
}

/// `data` of a failure.
fn refusal(error: &CallError) -> Value {
    provider_code(error).map_or_else(|| json!({}), |code| json!({ "providerCode": code }))
}
