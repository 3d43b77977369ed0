//! The OpenID Connect provider: clients, requests, codes, ID tokens, log-out; without HTTP.
//!
//! Each app is an issuer of its own, `{public_url}/{org}/{app}` ([`Issuer`]); its clients are elements
//! ([`clients::ClientType`]). The server's endpoints read a request, ask this crate, and write the answer.
//!
//! Standards, cited where their rules stand: OpenID Connect Core, Discovery, RP-Initiated Logout and Back-Channel Logout
//! 1.0; RFC 6749, 6750, 7009, 7523, 7636, 7662, 8252, 8414, 9068, 9207, 9700.

pub mod authorization;
pub mod claims;
pub mod clients;
pub mod discovery;
mod error;
mod issuer;
mod key_source;
pub mod logout;
mod parameters;
mod pkce;
mod provider;
mod scope;
mod sid;
pub mod token;

pub use crate::{
    error::ProviderError,
    issuer::Issuer,
    key_source::{KeyAddress, KeySource},
    parameters::{ParameterFault, Parameters},
    provider::{
        At, Consent, FORWARD_SCOPE, ForwardCode, Forwarded, ForwardedMember, Progress, Provider, UserinfoError,
    },
    scope::{OF_USERS, Scope},
};
