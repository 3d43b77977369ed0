//! POST `service/get_suite_token`
//! ([97162](https://developer.work.weixin.qq.com/document/path/97162)): the suite's token; the same one until it expires, whatever the ticket.

use serde::Deserialize;
use serde_json::json;
use wecom_types::{SuiteAccessToken, SuiteId, SuiteSecret, SuiteTicket};

use crate::{Access, Endpoint, Payload, Repeat, lenient};

/// The caller's credential.
#[derive(Debug)]
pub struct Request<'a> {
    /// The suite.
    pub suite: &'a SuiteId,
    /// Its secret.
    pub secret: &'a SuiteSecret,
    /// A ticket of the last 30 minutes.
    pub ticket: &'a SuiteTicket,
}

/// The token.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// The suite's token.
    pub suite_access_token: SuiteAccessToken,
    /// How long it is good for, in seconds.
    #[serde(deserialize_with = "lenient::positive")]
    pub expires_in: u32,
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "service/get_suite_token";
    const ACCESS: Access = Access::None;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Post(json!({
            "suite_id": self.suite,
            "suite_secret": self.secret.expose_secret(),
            "suite_ticket": self.ticket.expose_secret(),
        }))
    }
}
