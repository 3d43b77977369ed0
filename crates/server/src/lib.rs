//! The wecom-login server: composes the crates and serves them over HTTP.
//!
//! [`Application::build`] makes a server of a [`Config`]; [`Composition`] is where other login types are added, and
//! [`cli::run`] is the command line over it:
//!
//! ```no_run
//! # use login_type::{
//! #     Call, CallError, ConfigProblem, ElementFile, ElementInstance, ElementType, Host, InstanceName, LoginInstance,
//! #     LoginType, Reply, async_trait,
//! # };
//! # struct MyType;
//! # struct Mine;
//! # impl ElementType for MyType {
//! #     const NAME: &'static str = "auths.loginTypes.MyType";
//! #     type Config = serde_json::Value;
//! #     type Instance = Mine;
//! #     fn elements(&self) -> &'static [ElementFile] { &[] }
//! #     fn open(&self, _: &InstanceName, _: serde_json::Value) -> Result<Mine, ConfigProblem> { Ok(Mine) }
//! # }
//! # impl LoginType for MyType {}
//! # #[async_trait]
//! # impl ElementInstance for Mine {
//! #     type Host = Host;
//! #     fn is_active(&self) -> bool { true }
//! #     fn properties(&self) -> serde_json::Value { serde_json::json!({}) }
//! #     async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> { Err(call.unknown_function()) }
//! # }
//! # impl LoginInstance for Mine {}
//! use std::process::ExitCode;
//!
//! use server::Composition;
//!
//! fn main() -> ExitCode {
//!     server::cli::run(&Composition::official().with_login_type(|_| MyType))
//! }
//! ```
//!
//! Everything that asks the machine for something (environment, files, time, randomness) is asked here and passed down.

pub mod cli;
pub mod config;

mod application;
mod background;
mod build_error;
mod client_keys;
mod clock_and_entropy;
mod composition;
mod core_services;
mod environment;
mod housekeeping;
mod http;
mod known_hosts;
mod login_labels;
mod login_redirect;
mod login_type_context;
mod logouts;
mod maintenance;
mod member_walk;
mod metrics;
mod pages;
mod program;
mod records;
mod reloader;
mod services;
mod shared_probe;
mod supervision;
mod surface;
mod telemetry;
mod ticket_alert;
mod tickets;
mod verification_files;
mod wiring;
mod worker;
mod writability;

pub use crate::{
    application::Application, build_error::BuildError, clock_and_entropy::ClockAndEntropy, composition::Composition,
    config::Config, login_type_context::LoginTypeContext,
};
