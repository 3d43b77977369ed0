//! Users: who they are, and whether they are let in.

pub(super) mod list;
pub(super) mod texts;
pub(super) mod user;
