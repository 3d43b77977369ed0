//! GET `gettoken` (97164): the token of a company's app, whose secret is the permanent code; the same one until it expires.

use serde::Deserialize;
use wecom_types::{AccessToken, CorpId, PermanentCode};

use crate::{Access, Endpoint, Payload, Repeat};

/// Who asks.
#[derive(Debug)]
pub struct Request<'a> {
    /// The company.
    pub corp: &'a CorpId,
    /// The app's secret there.
    pub permanent_code: &'a PermanentCode,
}

/// The token.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// The app's token.
    pub access_token: AccessToken,
    /// How long it is good for, in seconds.
    pub expires_in: u32,
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "gettoken";
    const ACCESS: Access = Access::None;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Get(vec![("corpid", self.corp.as_str()), ("corpsecret", self.permanent_code.expose_secret())])
    }
}
