//! POST `service/v2/get_permanent_code`
//! ([97163](https://developer.work.weixin.qq.com/document/path/97163)): an auth code becomes the app's secret in a company, once.

use serde::Deserialize;
use serde_json::json;
use wecom_types::{AuthCode, CorpId, PermanentCode, UserId};

use crate::{Access, Endpoint, Payload, Repeat, lenient};

/// The code to exchange.
#[derive(Debug)]
pub struct Request<'a> {
    /// From `create_auth` or `reset_permanent_code`.
    pub auth_code: &'a AuthCode,
}

/// The company and the app's secret there; the agentid comes from `get_auth_info`.
#[derive(Debug, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct Response {
    /// The company.
    pub corp_id: CorpId,
    /// Its short name.
    pub corp_name: Option<String>,
    /// The app's secret there; WeCom gives it this once.
    pub permanent_code: PermanentCode,
    /// The member who authorised, where WeCom says so.
    pub auth_user: Option<AuthUser>,
    /// The state of the installation link, when one was used
    /// ([98744](https://developer.work.weixin.qq.com/document/path/98744)).
    pub state: Option<String>,
}

/// The administrator who authorised.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct AuthUser {
    /// Their userid in the company.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub userid: Option<UserId>,
    /// Their name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
}

// Only what is needed to use the code can fail: the code cannot be had again.
#[derive(Deserialize)]
struct Wire {
    permanent_code: PermanentCode,
    auth_corp_info: WireCorp,
    #[serde(default, deserialize_with = "lenient::optional")]
    auth_user_info: Option<AuthUser>,
    #[serde(default, deserialize_with = "lenient::text")]
    state: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional")]
    register_code_info: Option<WireRegisterCode>,
}

#[derive(Deserialize)]
struct WireCorp {
    corpid: CorpId,
    #[serde(default, deserialize_with = "lenient::text")]
    corp_name: Option<String>,
}

#[derive(Deserialize)]
struct WireRegisterCode {
    #[serde(default, deserialize_with = "lenient::text")]
    state: Option<String>,
}

impl From<Wire> for Response {
    fn from(wire: Wire) -> Self {
        Self {
            corp_id: wire.auth_corp_info.corpid,
            corp_name: wire.auth_corp_info.corp_name,
            permanent_code: wire.permanent_code,
            auth_user: wire.auth_user_info,
            state: wire.state.or_else(|| wire.register_code_info.and_then(|code| code.state)),
        }
    }
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "service/v2/get_permanent_code";
    const ACCESS: Access = Access::Suite;
    const REPEAT: Repeat = Repeat::Never;

    fn payload(&self) -> Payload<'_> {
        Payload::Post(json!({ "auth_code": self.auth_code.expose_secret() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_odd_beside_the_code_loses_the_code() {
        let answer = json!({
            "permanent_code": "code1", "state": "", "auth_user_info": { "userid": "", "name": 7, "avatar": null },
            "auth_corp_info": { "corpid": "wpA", "corp_name": null }, "register_code_info": { "state": "s1" }, "new": [1],
        });
        let response: Response = serde_json::from_value(answer).unwrap();
        assert_eq!((response.corp_id.as_str(), response.permanent_code.expose_secret()), ("wpA", "code1"));
        assert_eq!((response.corp_name, response.state.as_deref()), (None, Some("s1")));
        assert!(response.auth_user.is_some_and(|user| user.userid.is_none() && user.name.is_none()));
    }
}
