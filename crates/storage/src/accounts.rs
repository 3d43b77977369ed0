//! Users, their sessions and codes, what ties them to login types, and the keys that sign their tokens.

pub(crate) mod bindings;
pub(crate) mod browser_cookies;
pub(crate) mod login_codes;
pub(crate) mod login_origin;
pub(crate) mod member_check;
pub(crate) mod member_checks;
pub(crate) mod pending_logins;
pub(crate) mod personal_access_tokens;
pub(crate) mod refresh_tokens;
pub(crate) mod revocations;
pub(crate) mod sessions;
pub(crate) mod signing_keys;
pub(crate) mod token_families;
pub(crate) mod users;
