//! The envelope around every answer of a function.

use actix_web::{HttpResponse, http::header};
use clock::Timestamp;
use login_type::{CallError, ErrorKind};
use serde::Serialize;
use serde_json::{Value, json};

use super::errcode::errcode;
use crate::rate;

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
        let retry_after = match &result {
            Err(error) => retry_after(error.kind()),
            Ok(_) => None,
        };
        let (errcode, errmsg, data) = match result {
            Ok(data) => (0, None, data),
            Err(error) => (errcode(error.kind()), Some(error.to_string()), json!({})),
        };
        let duration = u64::try_from(now.since(self.at).as_millis()).unwrap_or(u64::MAX);
        let mut answer = HttpResponse::Ok();
        if let Some(seconds) = retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds));
        }
        answer.insert_header((header::CACHE_CONTROL, "no-store")).json(Envelope {
            errcode,
            errmsg,
            request_id: &self.request_id,
            sys_time: now.as_millis(),
            duration,
            data,
        })
    }
}

/// In how many seconds it is worth trying again, where that is known.
fn retry_after(kind: ErrorKind) -> Option<u64> {
    match kind {
        ErrorKind::TooManyRequests { retry_after } => Some(rate::seconds(retry_after)),
        _ => None,
    }
}
