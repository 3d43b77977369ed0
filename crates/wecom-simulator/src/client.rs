//! A client of the control API under `/_sim/`, for tests and programs that move this WeCom.

mod companies;
mod control;
mod error;
mod logins;
mod observed;
mod provider;
mod trouble;
mod values;

pub use self::{
    control::Control,
    error::Error,
    observed::{ApiCalls, Secret},
    values::{Corp, OwnApp, Suite},
};
