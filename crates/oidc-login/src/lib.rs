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
//!
//! # What it does not have
//!
//! | not there | because | instead |
//! |---|---|---|
//! | `getLoginCode`, and a service that logs in by a code | a code of the provider is good with the verifier and the nonce of its own link alone, and the server keeps both | the login page, `/{org}/{app}/login?instance=…`; apps get tokens by the app's own OpenID Connect provider |
//! | `recheck` | a client cannot ask about somebody who is not there: UserInfo wants their access token, which is gone within the hour, and a refresh token would have to be asked for (`offline_access`), which many providers do not grant, and kept for each member; the contract lends no sealed store | sessions end by their age, or by `session end --instance`; a rule or a removal at the provider counts at the next login |
//! | `bind`, `unbind` | whoever comes in is a user of their own; two logins of one person are two users | |

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
mod texts;
mod token;

pub use crate::{
    config::Config,
    instance::OidcInstance,
    oidc_type::{OidcType, TYPE},
};
