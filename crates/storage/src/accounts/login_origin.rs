//! `LoginOrigin`: where a session comes from.

use crate::MemberKey;

/// Where a session comes from: the instance that somebody logged in through, and the member whom its login type recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginOrigin {
    /// The app that was logged in to.
    pub app: String,
    /// Full name of the instance.
    pub instance: String,
    /// The member.
    pub member: MemberKey,
}
