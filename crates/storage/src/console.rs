//! Administrators of the console, their sessions, the links that invite them, and their failed attempts to sign in.

pub(crate) mod administrators;
pub(crate) mod console_sessions;
pub(crate) mod invitations;
pub(crate) mod sign_in_failures;
