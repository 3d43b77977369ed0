//! POST `service/get_provider_token`
//! ([96237](https://developer.work.weixin.qq.com/document/path/96237)): the provider's token; the same one until it expires.

use serde::Deserialize;
use serde_json::json;
use wecom_types::{CorpId, ProviderAccessToken, ProviderSecret};

use crate::{Access, Endpoint, Payload, Repeat, lenient};

/// The caller's credential.
#[derive(Debug)]
pub struct Request<'a> {
    /// The provider's own company.
    pub corp_id: &'a CorpId,
    /// The provider's secret.
    pub secret: &'a ProviderSecret,
}

/// The token.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// The provider's token.
    pub provider_access_token: ProviderAccessToken,
    /// How long it is good for, in seconds.
    #[serde(deserialize_with = "lenient::positive")]
    pub expires_in: u32,
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "service/get_provider_token";
    const ACCESS: Access = Access::None;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Post(json!({ "corpid": self.corp_id, "provider_secret": self.secret.expose_secret() }))
    }
}
