//! What logins to WeCom (企业微信) have in common, whichever kind of app they go through.
//!
//! A login type says how it asks WeCom, as a [`Door`], and who may come in through it, as [`Recognise`]; the way from a
//! one-use code to a user, the functions of the documented names and the link to WeCom's pages are here.

mod agreement;
pub mod callback;
mod config;
mod door;
mod doubt;
mod failure;
mod functions;
mod link;
mod recognise;

pub use crate::{
    agreement::agree,
    config::{given, parse},
    door::{Door, Entrance, admit, recheck},
    doubt::{doubt_corp_id, doubt_suite_id, rivals},
    failure::{corp_id, of_login},
    functions::{bind, get_login_code, login, login_by_workbench, unbind},
    link::url,
    recognise::{Recognise, refuse_unless_for},
};
