//! The tables as sea-orm sees them; nothing of this leaves the crate.
#![expect(unreachable_pub, reason = "sea-orm's derives make public items, and a table's row must not be less public")]

pub(crate) mod audit_event;
pub(crate) mod authorization_code;
pub(crate) mod authorization_request;
pub(crate) mod binding;
pub(crate) mod browser_cookie;
pub(crate) mod cached_token;
pub(crate) mod callback_attempt;
pub(crate) mod callback_inbox;
pub(crate) mod callback_record;
pub(crate) mod client_assertion;
pub(crate) mod client_session;
pub(crate) mod corp_auth;
pub(crate) mod forward_session;
pub(crate) mod lease;
pub(crate) mod local_user;
pub(crate) mod login_attempt;
pub(crate) mod login_code;
pub(crate) mod login_host;
pub(crate) mod login_relay;
pub(crate) mod member_check;
pub(crate) mod oidc_consent;
pub(crate) mod oidc_subject;
pub(crate) mod pending_grant;
pub(crate) mod personal_access_token;
pub(crate) mod plain_userid;
pub(crate) mod refresh_token;
pub(crate) mod revocation;
pub(crate) mod session;
pub(crate) mod signing_key;
pub(crate) mod spent_auth_code;
pub(crate) mod suite_provider;
pub(crate) mod suite_ticket;
pub(crate) mod token_family;
pub(crate) mod verification_file;
