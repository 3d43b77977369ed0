//! `auths.loginTypes.QywxInnerType`: login to a company's own, self-built WeCom app (企业自建应用).
//!
//! An instance is one app of one company: its corp id, agentid and secret. There is nothing to authorise and nothing
//! to store: the crate implements [`login_type::LoginType`], asks WeCom, and leaves users, sessions and the records of the
//! app's callbacks to the server.
//!
//! # What a `Grant` holds
//!
//! For a [rule](login_type::Rule) or a [screen](login_type::Host::screened) on it:
//!
//! | field | content |
//! |---|---|
//! | `subject.login_type` | [`TYPE`] |
//! | `subject.corp_id`, `corps` | the company's own id; its name is not known |
//! | `subject.id` | the member's userid |
//! | `realm` | the app: `<corpId>/<agentId>` |
//! | `profile.name` | the name, where the app may see it |
//! | `profile.extra["department"]` | the ids of the member's departments that the app may see ([`departments`]) |
//!
//! The profile is WeCom's answer to [`user/get`](https://developer.work.weixin.qq.com/document/path/96255), asked at each
//! login while somebody looks at grants, else at a member's first. It is empty where WeCom does not give it: a member
//! outside the app's visible range, or WeCom out of reach. A rule refuses then.

mod callback_keys;
mod config;
mod diagnosis;
mod elements;
mod instance;
mod notify;
mod qywx_inner_type;
mod service;
mod work;

pub use crate::{
    config::Config,
    elements::{AUTH_MODEL, SERVICE, TYPE},
    instance::QywxInnerInstance,
    qywx_inner_type::QywxInnerType,
};
pub use qywx_login::departments;
