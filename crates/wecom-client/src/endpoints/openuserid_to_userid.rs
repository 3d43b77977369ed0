//! POST `batch/openuserid_to_userid`
//! ([95884](https://developer.work.weixin.qq.com/document/path/95884)): the plain ids of members whom a provider's app knows by encrypted ones; for apps that the company made itself.

use serde::Deserialize;
use serde_json::json;
use wecom_types::AgentId;

use crate::{Access, Endpoint, Payload, Repeat};

/// Most ids of one call.
pub const MOST: usize = 1000;

/// The members, as a provider's app knows them.
#[derive(Debug)]
pub struct Request<'a> {
    /// Their encrypted ids, [`MOST`] at most.
    pub open_userids: &'a [&'a str],
    /// The `agentid` of the app that knows them so.
    pub source_agent: AgentId,
}

/// A member by both ids.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Converted {
    /// As the provider's app knows the member.
    pub open_userid: String,
    /// As the company does.
    pub userid: String,
}

/// The members that were found; unknown ones are left out.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// Each by both ids.
    #[serde(default)]
    pub userid_list: Vec<Converted>,
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "batch/openuserid_to_userid";
    const ACCESS: Access = Access::App;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Post(json!({ "open_userid_list": self.open_userids, "source_agentid": self.source_agent }))
    }
}
