//! The API calls, one a file, named as WeCom names them.
//!
//! Add an endpoint:
//!
//! 1. A file here, named like the last part of its path: a `Request`, a `Response` that takes what WeCom may leave out
//!    (`lenient`), and an [`Endpoint`](crate::Endpoint) with the path, whose token it needs, and whether it may be repeated.
//!    Its first line gives method, path and page of WeCom's documentation. A one-use code is never repeated.
//! 2. A method in `wecom.rs`, which gets the token and asks `policy.rs` what an `errcode` means. A code that needs another
//!    answer than it has gets its line there, and nowhere else.
//! 3. The call in `wecom-simulator/src/api/`, written from WeCom's page and not from the client, and its line in
//!    `api.rs`.
//! 4. A test in `tests/it/` against the simulator or the stub: the answer, a field that is missing, a refusal.

pub mod get_auth_info;
pub mod get_customized_auth_url;
pub mod get_permanent_code;
pub mod get_provider_token;
pub mod get_suite_token;
pub mod getcallbackip;
pub mod gettoken;
pub mod getuserdetail;
pub mod getuserinfo;
pub mod openuserid_to_userid;
pub mod user_get;
