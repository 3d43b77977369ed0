//! `Observer`: is told how each attempt ended and what became of bursts, so that a server can count.

use storage::NewOrRepeat;

/// Is told how each attempt at the work of a record ended.
pub trait Observer: Send + Sync {
    /// A callback of this event type, which had come in a burst, is a record of its own now, or the repeat of one.
    fn sorted_in(&self, event_type: &str, added: NewOrRepeat) {
        let _ = (event_type, added);
    }

    /// An attempt of a record of this event type ended so; what it says of the record is in the database already.
    fn ended(&self, event_type: &str, outcome: Outcome);
}

/// Any closure observes.
impl<F: Fn(&str, Outcome) + Send + Sync> Observer for F {
    fn ended(&self, event_type: &str, outcome: Outcome) {
        self(event_type, outcome);
    }
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The work is done.
    Succeeded,
    /// It will be attempted again.
    Failed,
    /// It was given up.
    Dead,
    /// It does not count: somebody else works on the record, or the database did not take the outcome.
    Lost,
}

impl Outcome {
    /// The word for it, as a label of a metric.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Dead => "dead",
            Self::Lost => "lost",
        }
    }
}
