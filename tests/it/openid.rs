//! OpenID Connect over HTTP: clients, logins, tokens, log-out.

mod authorization;
mod client_keys;
mod clients;
mod cookie_jar;
mod cross_origin;
mod doctor;
mod forged;
mod form_logins;
mod forward_auth;
mod forward_auth_proxies;
mod hand_over;
mod kept_requests;
mod library;
mod logout;
mod members;
mod metrics;
mod profile;
pub(crate) mod relying_party;
mod scopes;
mod session_ends;
mod sessions;
mod tokens;
mod way_in;
