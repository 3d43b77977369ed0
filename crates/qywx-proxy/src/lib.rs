//! `auths.loginTypes.QywxProxyType`: login to WeCom customized apps (服务商代开发).
//!
//! An instance is one configured login: a suite's keys, and optionally the one company it is for. Callbacks come in
//! through `notify`, are committed as records and worked on later; logins exchange WeCom's one-use codes. The crate
//! implements [`login_type::LoginType`] and has no other door into the server.

mod auth_info;
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
