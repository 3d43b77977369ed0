//! `auths.loginTypes.OidcType`: login by any OpenID Connect provider, such as Keycloak, Entra ID, Okta or another
//! `wecom-login`.
//!
//! Authorization code with PKCE (S256), `state` and `nonce` (OpenID Connect Core 1.0 §3.1, RFC 7636); the ID token is
//! verified against the provider's keys, with RS256 or ES256 alone. It stands on the contract of `login-type` and nothing
//! else of the server.
//!
//! A [`Grant`](login_type::Grant) of it holds: the subject's company is the instance's `corpId`, its id the `subjectClaim`
//! (`sub`); the profile's name the `nameClaim`, its avatar `picture`, and `extra` all other claims of the person, of the ID
//! token and of UserInfo (`email`, `groups`); the realm is the issuer.

mod cached;
mod claims;
mod config;
mod id_token;
mod instance;
mod kept;
mod keys;
mod metadata;
mod oidc_type;
mod provider;
mod token;

pub use crate::{
    config::Config,
    instance::OidcInstance,
    oidc_type::{OidcType, TYPE},
};
