//! `Answer`: an envelope, with the words of a test about it.

use serde_json::Value;

/// The envelope of a function's answer.
#[derive(Clone, Debug)]
pub struct Answer(pub Value);

impl Answer {
    /// `data` of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.0["errcode"], 0, "expected success: {}", self.0);
        self.0["data"].clone()
    }

    /// The message of a failure with this `errcode`.
    #[track_caller]
    pub fn refused(self, errcode: i64) -> String {
        assert_eq!(self.0["errcode"], errcode, "expected errcode {errcode}: {}", self.0);
        self.0["errmsg"].as_str().expect("a failure has a message").to_owned()
    }
}
