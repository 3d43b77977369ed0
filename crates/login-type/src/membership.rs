//! `Membership`: what the identity provider says of somebody who logged in before.

use crate::Profile;

/// The identity provider's word on somebody who logged in before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Membership {
    /// They still may log in, and this is known of them now.
    Current(Profile),
    /// It was not asked, because it cannot be asked about them: their sessions go on.
    Unknown,
    /// They may not log in any more, for this reason, as a clause without a full stop: their sessions end.
    Ended(String),
}
