//! A typed client of the WeCom (企业微信) API for customized apps (服务商代开发) and for companies' self-built ones (自建应用).
//!
//! [`Wecom`] is the whole of it for customized apps: give it an [`ApiClient`], a [`CredentialSource`] that knows the secrets, a
//! [`TokenStore`] that keeps tokens over a restart and for other processes (or [`NoStore`]) and a clock. It fetches each
//! token once however many ask in however many processes, refreshes it before it expires, and treats every error code
//! by one table, [`policy`].
//!
//! [`SelfBuiltWecom`] is the same for a company's own app: [`SelfBuiltApp`] has all that it takes.
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use wecom_client::{ApiClient, CredentialSource, Endpoints, Error, Identity, NoStore, Timeouts, Wecom};
//! use wecom_types::{CorpId, OauthCode, SuiteId};
//!
//! async fn who(source: Arc<dyn CredentialSource>, suite: &SuiteId, corp: &CorpId, code: &OauthCode) -> Result<(), Error> {
//!     let api = ApiClient::new(Endpoints::default(), Timeouts::default())?;
//!     let wecom = Wecom::new(api, source, Arc::new(NoStore), Arc::new(clock::SystemClock));
//!     match wecom.getuserinfo(suite, corp, code).await {
//!         Ok(Identity::Member { userid, .. }) => println!("{userid} is a member"),
//!         Ok(Identity::Outsider { .. }) => println!("not a member: no login"),
//!         Err(error) => println!("{error}; {}", error.advice()),
//!     }
//!     Ok(())
//! }
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod api_client;
mod caller;
mod credential_source;
mod diagnosis;
mod endpoint;
pub mod endpoints;
mod errmsg;
mod error;
mod forward_proxy;
mod lenient;
pub mod links;
mod observer;
pub mod policy;
mod remedy;
mod self_built;
mod self_built_app;
mod settings;
mod state;
mod token_cache;
mod token_caller;
mod token_fetch;
mod token_flight;
mod token_key;
mod token_slots;
mod token_store;
mod wecom;

/// Any error of a [`CredentialSource`] or [`TokenStore`].
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

pub use crate::{
    api_client::ApiClient,
    credential_source::{CorpCredential, CredentialSource, ProviderCredential, SuiteCredential},
    diagnosis::Reached,
    endpoint::{Access, Endpoint, Payload, Repeat},
    endpoints::getuserinfo::Identity,
    error::{DecodeProblem, Error, SharedError},
    forward_proxy::{ForwardProxy, NoProxy},
    observer::{Observer, Outcome},
    remedy::Remedy,
    self_built::SelfBuiltWecom,
    self_built_app::SelfBuiltApp,
    settings::{Endpoints, Timeouts},
    state::{Alphanumeric, InstallState, NotAlphanumeric, State},
    token_key::TokenKey,
    token_store::{Lease, NoStore, StoredToken, TokenStore},
    wecom::Wecom,
};

/// The README's example compiles and holds.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
