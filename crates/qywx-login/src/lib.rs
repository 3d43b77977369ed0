//! The common part of logins to WeCom (企业微信), whichever kind of app they go through.
//!
//! A login type exchanges a one-use code and says who may come in, as [`Recognise`]; the way from WeCom's answer to a user,
//! the [`Contacts`] of a company, the functions of the documented names and the link to WeCom's pages are here.

mod admit;
mod agreement;
pub mod callback;
mod config;
mod contacts;
mod doubt;
mod failure;
mod functions;
mod link;
mod recognise;
mod texts;

pub use crate::{
    admit::{Entrance, admit, oauth_code},
    agreement::agree,
    config::{given, parse},
    contacts::{Contacts, departments},
    doubt::{doubt_corp_id, doubt_suite_id, rivals},
    failure::{corp_id, of_login, refused},
    functions::{call, login, login_by_workbench},
    link::url,
    recognise::{Recognise, refuse_unless_for},
    texts::APP_OFF,
};
