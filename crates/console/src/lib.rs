//! The console: `/console`, a page a file, over what administrators do.
//!
//! Every page is made on the server and works without script; htmx only spares whole pages where it runs. A handler takes
//! [`rights::Console`] of the least role that it needs, or [`rights::Fresh`] where the administrator must have proven
//! themselves lately; a form comes through [`rights::Submitted`] of either, so that a handler without rights has none.
//!
//! Add a page: a file below `pages/`, its route in [`configure`], its texts in `texts.rs` beside it or above.

mod answer;
mod assets;
mod chart;
mod cookie;
mod examinations;
mod frame;
mod icon;
mod list;
mod pages;
mod qr;
pub mod rights;
mod services;
mod tasks;
mod texts;
mod theme;
mod view;
mod when;

pub use crate::{
    examinations::{Examinations, Examiner},
    pages::configure,
    services::ConsoleServices,
    tasks::Tasks,
};
