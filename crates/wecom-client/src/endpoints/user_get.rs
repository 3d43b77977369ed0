//! GET `user/get`
//! ([96255](https://developer.work.weixin.qq.com/document/path/96255)): a member; for customized apps mostly the userid and the departments only.

use serde::Deserialize;
use wecom_types::UserId;

use crate::{Access, Endpoint, Payload, Repeat, lenient};

/// The member that is asked about.
#[derive(Debug)]
pub struct Request<'a> {
    /// The member.
    pub userid: &'a UserId,
}

/// A member; every field but the id depends on what the administrator granted.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// The member.
    pub userid: UserId,
    /// Their name, where `contact:sensitive:user_name` was granted.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Another name of theirs.
    #[serde(default, deserialize_with = "lenient::text")]
    pub alias: Option<String>,
    /// Their position.
    #[serde(default, deserialize_with = "lenient::text")]
    pub position: Option<String>,
    /// Their departments within the visible range.
    #[serde(default, deserialize_with = "lenient::numbers")]
    pub department: Vec<i64>,
    /// The department they mainly belong to.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub main_department: Option<i64>,
    /// 1 active, 2 disabled, 4 not yet active, 5 left.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub status: Option<i64>,
}

impl Endpoint for Request<'_> {
    type Response = Response;
    const PATH: &'static str = "user/get";
    const ACCESS: Access = Access::App;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Get(vec![("userid", self.userid.as_str())])
    }
}
