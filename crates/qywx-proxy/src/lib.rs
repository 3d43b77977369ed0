//! `auths.loginTypes.QywxProxyType`: login to WeCom customized apps (服务商代开发).
//!
//! An instance is one configured login: a suite's keys, and optionally the one company it is for. Callbacks come in
//! through `notify`, are committed as records and worked on later; logins exchange WeCom's one-use codes. The crate
//! implements [`login_type::LoginType`] and has no other door into the server.
//!
//! # What a `Grant` holds
//!
//! For a [rule](login_type::Rule) or a [screen](login_type::Host::screened) on it:
//!
//! | field | content |
//! |---|---|
//! | `subject.login_type` | [`TYPE`] |
//! | `subject.corp_id`, `corps` | the company, by the id that the provider knows it by; its name is in `corps` |
//! | `subject.id` | the member's userid in that company |
//! | `realm` | the suite's id |
//! | `profile.name` | the name, where the company lets the app see it; mostly it does not |
//! | `profile.extra["department"]` | the ids of the member's departments that the app may see ([`departments`]) |
//!
//! The profile is WeCom's answer to [`user/get`](https://developer.work.weixin.qq.com/document/path/96255), asked at each
//! login while somebody looks at grants, else at a member's first. It is empty where WeCom does not give it: a member
//! outside the app's visible range, or WeCom out of reach. A rule refuses then.

mod auth_info;
mod authorisation_link;
mod companies;
mod config;
mod credentials;
mod deps;
mod diagnosis;
mod elements;
mod event;
mod exchanges;
mod instance;
mod login;
mod notify;
mod org_code;
mod peers;
mod qywx_proxy_type;
mod reconcile;
mod revocation;
mod schedule;
mod service;
mod serving;
mod stale_code;
mod suite;
mod tokens;
mod work;

pub use crate::{
    config::{AuthConfig, Config},
    elements::{AUTH_MODEL, SERVICE, TYPE},
    instance::QywxProxyInstance,
    qywx_proxy_type::QywxProxyType,
    schedule::Reconcile,
};
pub use qywx_login::departments;
