//! What the official login types know of WeCom's companies and suites.

pub(crate) mod cached_tokens;
pub(crate) mod corp_auth;
pub(crate) mod corp_auths;
pub(crate) mod corp_standing;
pub(crate) mod suite_providers;
pub(crate) mod suite_tickets;
