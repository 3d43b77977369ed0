//! The contract of `auths.loginTypes.Meta`: what a login type is, and what the server lends it.
//!
//! A login type is code for one Type element. It implements [`LoginType`] (what it is called, how it reads an
//! instance's configuration) and [`LoginInstance`] (what one configured login answers), and is registered under its
//! full name when the server is composed. What it may use of the server reaches it through the [`Host`] of each
//! [`Call`]: accounts, callback records, time, randomness. It needs no other crate of the server.
//!
//! ```
//! use async_trait::async_trait;
//! use login_type::{Call, CallError, ConfigProblem, ElementFile, InstanceName, LoginInstance, LoginType, Reply};
//!
//! /// A login that knows one guest.
//! struct GuestType;
//!
//! #[derive(serde::Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct GuestConfig {
//!     greeting: String,
//! }
//!
//! struct Guest {
//!     greeting: String,
//! }
//!
//! #[async_trait]
//! impl LoginType for GuestType {
//!     const NAME: &'static str = "auths.loginTypes.GuestType";
//!     type Config = GuestConfig;
//!     type Instance = Guest;
//!
//!     fn elements(&self) -> &'static [ElementFile] {
//!         &[ElementFile {
//!             path: "auths/loginTypes/GuestType/e.json",
//!             content: r#"{"title": "Guest", "type": "auths.loginTypes.Meta", "functionList": [
//!                 {"name": "getLoginConfig", "title": "Greeting", "loginRequired": false, "readOnly": true}]}"#,
//!         }]
//!     }
//!
//!     fn open(&self, _name: &InstanceName, config: GuestConfig) -> Result<Guest, ConfigProblem> {
//!         if config.greeting.is_empty() {
//!             return Err(ConfigProblem::new("greeting", "is empty: say something"));
//!         }
//!         Ok(Guest { greeting: config.greeting })
//!     }
//! }
//!
//! #[async_trait]
//! impl LoginInstance for Guest {
//!     fn is_active(&self) -> bool {
//!         true
//!     }
//!
//!     fn properties(&self) -> serde_json::Value {
//!         serde_json::json!({ "isActive": true, "authType": GuestType::NAME })
//!     }
//!
//!     async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
//!         match call.function {
//!             "getLoginConfig" => Ok(Reply::Value(serde_json::json!({ "greeting": self.greeting }))),
//!             _ => Err(call.unknown_function()),
//!         }
//!     }
//! }
//! ```

mod accounts;
mod call;
mod error;
mod finding;
mod host;
mod instance;
mod meta;
mod page;
mod records;
mod registry;
mod secret_text;
mod service;
mod r#type;

pub use crate::{
    accounts::{Accounts, Corp, Grant, Login, LoginCode, Platform, Profile, Revocation, Subject, User},
    call::{Call, Caller, Method, Reply, Request},
    error::{CallError, ErrorKind},
    finding::{Examination, Finding, Severity, Stored},
    host::{Admission, Host},
    instance::{ConfigProblem, Conflict, InstanceName, Instances},
    meta::{BASE_APP, META, base_elements},
    page::{CorpHint, LinkRequest, LoginLink, LoginRequest, Way},
    records::{Added, CallbackRecord, CallbackRecords, InitialState, NewCallbackRecord, WorkError, Worked},
    registry::{LoginTypes, OpenProblem, Registry},
    secret_text::SecretText,
    service::Service,
    r#type::{ElementFile, LoginInstance, LoginType},
};
