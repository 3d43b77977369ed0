//! POST `service/get_customized_auth_url`
//! ([98744](https://developer.work.weixin.qq.com/document/path/98744)): a link to be shown as a QR code, with which a company authorises.

use serde::Deserialize;
use serde_json::json;
use url::Url;
use wecom_types::SuiteId;

use crate::{Access, Endpoint, InstallState, Payload, Repeat, lenient};

/// The authorisation that is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// Comes back in `create_auth` and `get_permanent_code`.
    pub state: &'a InstallState,
    /// Between one and nine templates of the provider.
    pub templates: &'a [SuiteId],
}

/// The link.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// The content of the QR code.
    pub qrcode_url: Url,
    /// How long it is good for, in seconds; ten days.
    #[serde(deserialize_with = "lenient::positive")]
    pub expires_in: u32,
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "service/get_customized_auth_url";
    const ACCESS: Access = Access::Provider;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Post(json!({ "state": self.state.as_str(), "templateid_list": self.templates }))
    }
}
