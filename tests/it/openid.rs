//! OpenID Connect over HTTP: clients, logins, tokens, log-out.

mod authorization;
mod clients;
mod forged;
mod library;
mod logout;
pub(crate) mod relying_party;
mod tokens;
