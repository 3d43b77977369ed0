//! OpenID Connect over HTTP: clients, logins, tokens, log-out.

mod authorization;
mod clients;
mod doctor;
mod forged;
mod library;
mod logout;
mod metrics;
pub(crate) mod relying_party;
mod tokens;
