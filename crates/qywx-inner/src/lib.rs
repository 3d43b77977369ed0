//! `auths.loginTypes.QywxInnerType`: login to a company's own, self-built WeCom app (企业自建应用).
//!
//! An instance is one app of one company: its corp id, agentid and secret. There is nothing to authorise and nothing
//! to store: the crate implements [`login_type::LoginType`], asks WeCom, and leaves users, sessions and the records of the
//! app's callbacks to the server.

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
