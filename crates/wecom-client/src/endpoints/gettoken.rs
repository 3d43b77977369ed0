//! GET `gettoken`
//! ([97164](https://developer.work.weixin.qq.com/document/path/97164), [91039](https://developer.work.weixin.qq.com/document/path/91039)): the token of a company's app; the same one until it expires.

use serde::Deserialize;
use wecom_types::{AccessToken, CorpId, CorpSecret, PermanentCode};

use crate::{Access, Endpoint, Payload, Repeat, lenient};

/// The caller's credential.
#[derive(Debug)]
pub struct Request<'a> {
    /// The company.
    pub corp: &'a CorpId,
    /// The app's secret there.
    pub secret: Secret<'a>,
}

/// The secret of an app in a company.
#[derive(Clone, Copy, Debug)]
pub enum Secret<'a> {
    /// Of a customized app ([97164](https://developer.work.weixin.qq.com/document/path/97164)).
    PermanentCode(&'a PermanentCode),
    /// Of an app that the company built itself ([91039](https://developer.work.weixin.qq.com/document/path/91039)).
    SelfBuilt(&'a CorpSecret),
}

/// The token.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// The app's token.
    pub access_token: AccessToken,
    /// How long it is good for, in seconds.
    #[serde(deserialize_with = "lenient::positive")]
    pub expires_in: u32,
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "gettoken";
    const ACCESS: Access = Access::None;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        let secret = match self.secret {
            Secret::PermanentCode(code) => code.expose_secret(),
            Secret::SelfBuilt(secret) => secret.expose_secret(),
        };
        Payload::Get(vec![("corpid", self.corp.as_str()), ("corpsecret", secret)])
    }
}
