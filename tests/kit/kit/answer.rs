//! `Answer`: an envelope, with the words of a test about it.

use std::{num::NonZeroI64, time::Duration};

use element_type::ErrorKind;
use serde_json::Value;
use web::errcode::errcode;

/// The kind of a refusal for too many requests, whenever the next one is answered.
pub const TOO_MANY_REQUESTS: ErrorKind = ErrorKind::TooManyRequests { retry_after: Duration::ZERO };

/// The kind of a refusal by WeCom with this errcode.
pub const fn wecom_refused(errcode: i64) -> ErrorKind {
    ErrorKind::Upstream(NonZeroI64::new(errcode).unwrap())
}

/// The envelope of a function's answer.
#[derive(Clone, Debug)]
pub struct Answer(pub Value);

impl Answer {
    /// The envelope in an HTTP answer, which has status 200 whether the function did its work or refused.
    pub async fn read(answer: reqwest::Response) -> Self {
        assert_eq!(answer.status(), 200, "functions answer HTTP 200");
        let answer = Self(answer.json().await.unwrap());
        assert!(answer.is_whole(), "not the documented envelope: {}", answer.0);
        answer
    }

    /// `data` of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.is_ok(), "expected success: {}", self.0);
        self.0["data"].clone()
    }

    /// The message of a failure of this kind.
    #[track_caller]
    pub fn refused(self, kind: ErrorKind) -> String {
        assert!(self.is_refused(kind), "expected {kind:?}, errcode {}: {}", errcode(kind), self.0);
        self.0["errmsg"].as_str().expect("a failure has a message").to_owned()
    }

    /// The errcode and the message of a failure, whatever its kind.
    #[track_caller]
    pub fn refusal(self) -> String {
        assert!(!self.is_ok(), "expected a refusal: {}", self.0);
        format!("{}: {}", self.0["errcode"], self.0["errmsg"].as_str().expect("a failure has a message"))
    }

    /// Checks what it comes to: a success, or a failure of a kind.
    #[track_caller]
    pub fn comes_to(self, expected: Result<(), ErrorKind>) {
        match expected {
            Ok(()) => drop(self.ok()),
            Err(kind) => drop(self.refused(kind)),
        }
    }

    /// Whether it is a success.
    pub fn is_ok(&self) -> bool {
        self.0["errcode"] == 0
    }

    /// Whether it has the fields that every envelope has.
    fn is_whole(&self) -> bool {
        let is_id = |id: &str| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let has_numbers = ["errcode", "sysTime", "duration"].iter().all(|field| self.0[field].is_i64());
        has_numbers && self.0["requestId"].as_str().is_some_and(is_id)
    }

    /// Whether it is a failure of this kind.
    pub fn is_refused(&self, kind: ErrorKind) -> bool {
        self.0["errcode"] == errcode(kind)
    }
}
