//! POST `service/v2/get_auth_info`
//! ([100795](https://developer.work.weixin.qq.com/document/path/100795)): a company that authorised, the agentid of its app and who may see it.

use serde::Deserialize;
use serde_json::json;
use wecom_types::{AgentId, CorpId, PermanentCode, UserId};

use crate::{Access, Endpoint, Payload, Repeat, lenient};

/// The company that is asked about.
#[derive(Debug)]
pub struct Request<'a> {
    /// The company.
    pub corp: &'a CorpId,
    /// The app's secret there.
    pub permanent_code: &'a PermanentCode,
}

/// The company and its app.
#[derive(Debug, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct Response {
    /// The company.
    pub corp_id: CorpId,
    /// Its short name.
    pub corp_name: Option<String>,
    /// Its full name, which WeCom is withdrawing in favour of the short one.
    pub corp_full_name: Option<String>,
    /// The app: one entry, or none when it is switched off.
    pub agents: Vec<Agent>,
}

/// The app in a company.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Agent {
    /// Its number there.
    #[serde(deserialize_with = "lenient::number")]
    pub agentid: AgentId,
    /// Its name there.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Where its square picture is.
    #[serde(default, deserialize_with = "lenient::text")]
    pub square_logo_url: Option<String>,
    /// 0: authorised by an administrator, 1: by a member.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub auth_mode: Option<i64>,
    /// Whether it is a customized app (代开发).
    #[serde(default, deserialize_with = "lenient::optional")]
    pub is_customized_app: Option<bool>,
    /// The visible range.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub privilege: Option<Privilege>,
}

/// The visible range of an app.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Privilege {
    /// 0 for customized apps.
    #[serde(deserialize_with = "lenient::optional_number")]
    pub level: Option<i64>,
    /// Departments.
    #[serde(deserialize_with = "lenient::numbers")]
    pub allow_party: Vec<i64>,
    /// Members.
    #[serde(deserialize_with = "lenient::list")]
    pub allow_user: Vec<UserId>,
    /// Tags.
    #[serde(deserialize_with = "lenient::numbers")]
    pub allow_tag: Vec<i64>,
    /// Departments seen in the directory beyond the range.
    #[serde(deserialize_with = "lenient::numbers")]
    pub extra_party: Vec<i64>,
    /// Members seen in the directory beyond the range.
    #[serde(deserialize_with = "lenient::list")]
    pub extra_user: Vec<UserId>,
    /// Tags seen in the directory beyond the range.
    #[serde(deserialize_with = "lenient::numbers")]
    pub extra_tag: Vec<i64>,
}

#[derive(Deserialize)]
struct Wire {
    auth_corp_info: WireCorp,
    #[serde(default, deserialize_with = "lenient::or_default")]
    auth_info: WireAgents,
}

#[derive(Deserialize)]
struct WireCorp {
    corpid: CorpId,
    #[serde(default, deserialize_with = "lenient::text")]
    corp_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    corp_full_name: Option<String>,
}

#[derive(Default, Deserialize)]
struct WireAgents {
    // A strict list: an app that cannot be read must not look like one that is switched off.
    #[serde(default, deserialize_with = "lenient::or_default")]
    agent: Vec<Agent>,
}

impl From<Wire> for Response {
    fn from(wire: Wire) -> Self {
        Self {
            corp_id: wire.auth_corp_info.corpid,
            corp_name: wire.auth_corp_info.corp_name,
            corp_full_name: wire.auth_corp_info.corp_full_name,
            agents: wire.auth_info.agent,
        }
    }
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "service/v2/get_auth_info";
    const ACCESS: Access = Access::Suite;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Post(json!({ "auth_corpid": self.corp, "permanent_code": self.permanent_code.expose_secret() }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn read(auth_info: &Value) -> Result<Vec<i64>, ()> {
        let answer = json!({ "auth_corp_info": { "corpid": "wpA", "corp_name": "A" }, "auth_info": auth_info });
        let response: Response = serde_json::from_value(answer).map_err(drop)?;
        Ok(response.agents.iter().map(|agent| agent.agentid.get()).collect())
    }

    #[test]
    fn an_app_that_cannot_be_read_does_not_look_like_one_that_is_switched_off() {
        assert_eq!(read(&json!({ "agent": [{ "agentid": 1_000_002, "privilege": 3 }] })), Ok(vec![1_000_002]));
        assert_eq!(read(&json!({ "agent": [] })), Ok(vec![]));
        assert_eq!(read(&Value::Null), Ok(vec![]));
        assert_eq!(read(&json!({ "agent": [{ "agentid": "x" }] })), Err(()));
        assert_eq!(read(&json!({ "agent": "x" })), Err(()));
        assert!(serde_json::from_value::<Response>(json!({})).is_err());
    }

    #[test]
    fn the_visible_range_is_read_field_by_field() {
        let range: Privilege = serde_json::from_value(
            json!({ "level": 0, "allow_user": ["u1"], "allow_party": [1, 2], "allow_tag": null }),
        )
        .unwrap();
        assert_eq!((range.level, range.allow_party, range.allow_tag), (Some(0), vec![1, 2], vec![]));
        assert_eq!(range.allow_user.iter().map(UserId::as_str).collect::<Vec<_>>(), ["u1"]);
    }
}
