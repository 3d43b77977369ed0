//! The WeCom APIs under `/cgi-bin/`: one endpoint a file, one table of all.

mod agent_get_admin_list;
mod agent_get_permissions;
mod answer;
mod auth_getuserdetail;
mod auth_getuserinfo;
mod call;
mod corpid_to_opencorpid;
mod department_simplelist;
mod error;
mod get_auth_info;
mod get_corp_token;
mod get_customized_auth_url;
mod get_permanent_code;
mod get_provider_token;
mod get_suite_token;
mod gettoken;
mod handle;
mod ip_lists;
mod openuserid_to_userid;
mod user_get;
mod user_simplelist;

pub(crate) use self::{call::Call, error::ApiError, handle::configure};
use serde_json::Value;

/// The HTTP method an API wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
}

/// Whether a success says `errcode: 0` (97159).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// A token call of `service/`: only failures have an errcode, for historical reasons.
    ServiceToken,
    Modern,
}

/// An API.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// The path after `/cgi-bin/`.
    pub(crate) path: &'static str,
    pub(crate) verb: Verb,
    pub(crate) family: Family,
    /// The fields of the answer beside errcode and errmsg.
    pub(crate) run: fn(&mut Call<'_>) -> Result<Value, ApiError>,
}

impl Endpoint {
    /// The name it has in `/_sim/calls` and `/_sim/faults`: the path without `service/`.
    pub(crate) fn name(&self) -> &'static str {
        self.path.strip_prefix("service/").unwrap_or(self.path)
    }
}

/// All APIs.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    get_provider_token::ENDPOINT,
    get_suite_token::ENDPOINT,
    get_permanent_code::V2,
    get_permanent_code::V1,
    get_auth_info::V2,
    get_auth_info::V1,
    gettoken::ENDPOINT,
    get_corp_token::ENDPOINT,
    get_customized_auth_url::ENDPOINT,
    corpid_to_opencorpid::ENDPOINT,
    openuserid_to_userid::ENDPOINT,
    auth_getuserinfo::ENDPOINT,
    auth_getuserdetail::ENDPOINT,
    user_get::ENDPOINT,
    user_simplelist::ENDPOINT,
    department_simplelist::ENDPOINT,
    agent_get_permissions::ENDPOINT,
    agent_get_admin_list::ENDPOINT,
    ip_lists::CALLBACK_IPS,
    ip_lists::API_DOMAIN_IPS,
];

/// The API of a short name, or of a path with or without `/cgi-bin/`.
pub(crate) fn endpoint(name_or_path: &str) -> Option<&'static Endpoint> {
    let path = name_or_path.trim_start_matches('/');
    let path = path.strip_prefix("cgi-bin/").unwrap_or(path);
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path || endpoint.name() == path)
}
