//! The API calls, one a file, named as WeCom names them.

pub mod get_auth_info;
pub mod get_customized_auth_url;
pub mod get_permanent_code;
pub mod get_provider_token;
pub mod get_suite_token;
pub mod getcallbackip;
pub mod gettoken;
pub mod getuserinfo;
pub mod user_get;
