//! The wecom-login server: composes the crates and serves them over HTTP.
//!
//! [`Application::build`] makes a server of a [`Config`]; [`Composition`] is where other login types are added.
//! Everything that asks the machine for something (environment, files, time, randomness) is asked here and passed down.

pub mod cli;
pub mod config;

mod application;
mod apps;
mod audit;
mod background;
mod catalog;
mod composition;
mod housekeeping;
mod http;
mod logins;
mod maintenance;
mod metrics;
mod pages;
mod parts;
mod rate;
mod records;
mod reload;
mod state;
mod supervision;
mod telemetry;
mod ticket_alert;
mod tickets;
mod worker;

pub use crate::{
    application::{Application, BuildError},
    composition::{Composition, Surroundings},
    config::Config,
};
