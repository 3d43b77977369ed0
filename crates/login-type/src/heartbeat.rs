//! `Heartbeat`: what a provider sends from time to time.

use clock::Timestamp;

/// Something that the provider sends from time to time, and without which logins stop working.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Heartbeat {
    /// The thing that it is sent for, by the id that operators know.
    pub subject: String,
    /// When the newest came; `None` where none came yet.
    pub newest: Option<Timestamp>,
}

impl Heartbeat {
    /// The newest for `subject` came then, or none did yet.
    pub fn new(subject: impl Into<String>, newest: Option<Timestamp>) -> Self {
        Self { subject: subject.into(), newest }
    }
}
