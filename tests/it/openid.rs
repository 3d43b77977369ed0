//! OpenID Connect over HTTP: clients, logins, tokens, log-out.

mod authorization;
mod clients;
mod doctor;
mod forged;
mod forward_auth;
mod forward_auth_nginx;
mod hand_over;
mod library;
mod logout;
mod metrics;
pub(crate) mod relying_party;
mod tokens;
