//! Whole-program tests: each file a chapter, each test a sentence about what a user sees.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audit;
mod authorisation;
mod backup;
mod browsers;
mod callback_intake;
mod callbacks;
mod chaos;
mod cross_site;
mod custom_login_type;
mod doctor;
mod faults;
mod inner;
mod instances;
mod leavers;
mod limits;
mod linked_apps;
mod log_lines;
mod login;
mod login_page;
mod management;
mod metrics;
mod overrides;
mod privacy;
mod reconcile;
mod reload;
mod request_id;
mod retention;
mod rpc;
mod server;
mod start_up;
mod ticket_alert;
mod tokens;
mod tokens_shared;
mod wecom_faults;
