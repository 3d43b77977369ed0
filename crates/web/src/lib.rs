//! The kit of every HTTP surface: what pages, functions and the console have in common.
//!
//! Nothing here knows an app, a function or a table: what a part needs of them it is given. A server makes a [`Kit`],
//! and wraps itself in [`cross_site::guard`], [`limits::head::bound`] and, outermost, [`trace::trace`].

pub mod assets;
pub mod browser_keys;
pub mod cookies;
pub mod cross_site;
pub mod errcode;
pub mod kit;
pub mod language;
pub mod lead_home;
pub mod limits;
pub mod methods;
pub mod observer;
pub mod page;
pub mod public_url;
pub mod request_context;
pub mod retry_after;
pub mod rights;
mod texts;
pub mod trace;
pub mod visit;

pub use crate::{kit::Kit, observer::Observer, public_url::PublicUrl, request_context::RequestContext};
