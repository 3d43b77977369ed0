//! OpenID Connect: requests that wait, codes, subjects, consents, the clients of a session, and companies' own ids.

pub(crate) mod authorization_codes;
pub(crate) mod authorization_requests;
pub(crate) mod client_assertions;
pub(crate) mod client_sessions;
pub(crate) mod consents;
pub(crate) mod plain_userids;
pub(crate) mod subjects;
