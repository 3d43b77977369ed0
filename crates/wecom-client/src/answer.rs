//! Reading an answer: an error code before anything else
//! ([97159](https://developer.work.weixin.qq.com/document/path/97159)).

use std::net::IpAddr;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::error::Category;

use crate::{DecodeProblem, Error, errmsg, lenient};

#[derive(Deserialize)]
struct Verdict {
    #[serde(default, deserialize_with = "lenient::number_or_zero")]
    errcode: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    errmsg: Option<String>,
}

/// The content of the answer to `api`; a missing errcode is success, as the token calls have none
/// ([97159](https://developer.work.weixin.qq.com/document/path/97159)).
pub(crate) fn read<R: DeserializeOwned>(api: &'static str, status: u16, body: &[u8]) -> Result<R, Error> {
    // serde_json's message quotes the answer, which holds secrets: only its category is kept.
    let garbled = |problem| Error::Decode { api, status, problem };
    let verdict: Verdict = serde_json::from_slice(body).map_err(|error| garbled(problem_of(&error)))?;
    if verdict.errcode != 0 {
        let errmsg = errmsg::sanitise(verdict.errcode, verdict.errmsg.as_deref().unwrap_or_default());
        return Err(Error::Api { api, errcode: verdict.errcode, errmsg });
    }
    if !(200..300).contains(&status) {
        return Err(garbled(DecodeProblem::Status));
    }
    serde_json::from_slice(body).map_err(|error| garbled(problem_of(&error)))
}

/// The address that the call came from, where a refusal names it
/// ([97159](https://developer.work.weixin.qq.com/document/path/97159)).
pub(crate) fn caller_ip(body: &[u8]) -> Option<IpAddr> {
    let verdict: Verdict = serde_json::from_slice(body).ok()?;
    errmsg::caller_ip(&verdict.errmsg?)
}

fn problem_of(error: &serde_json::Error) -> DecodeProblem {
    match error.classify() {
        Category::Eof => DecodeProblem::CutOff,
        Category::Data => DecodeProblem::Form,
        Category::Io | Category::Syntax => DecodeProblem::NotJson,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::gettoken::Response;

    #[test]
    fn an_answer_is_read_by_its_errcode_and_never_quoted() {
        let ok = r#"{"access_token":"s3cret","expires_in":7200}"#;
        let cases = [
            (200, ok, "ok"),
            (200, r#"{"errcode":0,"errmsg":"ok","access_token":"s3cret","expires_in":7200,"new":{}}"#, "ok"),
            (
                200,
                r#"{"errcode":40001,"errmsg":"invalid credential, hint: [s3cret]"}"#,
                "gettoken: errcode 40001: invalid credential",
            ),
            (500, r#"{"errcode":-1,"errmsg":null}"#, "gettoken: errcode -1: "),
            (502, ok, "gettoken: HTTP status 502, and the answer is not one of success"),
            (302, "", "gettoken: HTTP status 302, and the answer is cut off"),
            (200, "<html>s3cret</html>", "gettoken: HTTP status 200, and the answer is not JSON"),
            (200, &ok[..30], "gettoken: HTTP status 200, and the answer is cut off"),
            (
                200,
                r#"{"access_token":["s3cret"],"expires_in":7200}"#,
                "gettoken: HTTP status 200, and the answer has not the documented form",
            ),
            (
                200,
                r#"{"access_token":"s3cret","expires_in":"s3cret"}"#,
                "gettoken: HTTP status 200, and the answer has not the documented form",
            ),
            (200, r#"{"errcode":"0","access_token":"s3cret","expires_in":"7200"}"#, "ok"),
            (200, r#"{"errcode":"40001","errmsg":"no"}"#, "gettoken: errcode 40001: no"),
            (200, r#"{"errcode":"s3cret"}"#, "gettoken: HTTP status 200, and the answer has not the documented form"),
            (
                200,
                r#"{"access_token":"s3cret","expires_in":0}"#,
                "gettoken: HTTP status 200, and the answer has not the documented form",
            ),
            (
                200,
                r#"{"errcode":0,"errmsg":"ok"}"#,
                "gettoken: HTTP status 200, and the answer has not the documented form",
            ),
            (200, "[]", "gettoken: HTTP status 200, and the answer has not the documented form"),
        ];
        for (status, body, expected) in cases {
            let said = read::<Response>("gettoken", status, body.as_bytes());
            let said = said.map_or_else(|error| error.to_string(), |_| "ok".to_owned());
            assert_eq!(said, expected, "{status} {body}");
        }
    }
}
