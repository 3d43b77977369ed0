//! POST `auth/getuserdetail`
//! ([96443](https://developer.work.weixin.qq.com/document/path/96443)): the private fields that an administrator granted and a member consented to.

use serde::Deserialize;
use serde_json::json;
use wecom_types::UserTicket;

use crate::{Access, Endpoint, Payload, Repeat, lenient};

/// The ticket that came with the member's identity.
#[derive(Debug)]
pub struct Request<'a> {
    /// The ticket.
    pub user_ticket: &'a UserTicket,
}

/// The private fields; each is there only if it was granted and consented to.
#[derive(Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// The mobile number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mobile: Option<String>,
    /// The private e-mail address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// The e-mail address that the company gave the member.
    #[serde(default, deserialize_with = "lenient::text")]
    pub biz_mail: Option<String>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").finish_non_exhaustive()
    }
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "auth/getuserdetail";
    const ACCESS: Access = Access::App;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Post(json!({ "user_ticket": self.user_ticket.expose_secret() }))
    }
}
