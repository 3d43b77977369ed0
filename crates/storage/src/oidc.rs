//! OpenID Connect: requests that wait, codes, subjects, consents, and the clients of a session.

pub(crate) mod authorization_codes;
pub(crate) mod authorization_requests;
pub(crate) mod client_assertions;
pub(crate) mod client_sessions;
pub(crate) mod consents;
pub(crate) mod subjects;
