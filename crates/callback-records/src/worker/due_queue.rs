//! `DueQueue`: the records whose turn comes next, so that a long queue is not searched through for each of them.

use std::{collections::VecDeque, time::Duration};

use clock::Timestamp;

/// Records that one look finds at most.
pub(super) const AHEAD: u64 = 64;
/// How long a look is believed: an earlier event that came since waits no longer than that.
const BELIEVED: Duration = Duration::from_secs(1);

/// The records that a look at the queue found and nobody has claimed yet, the earliest event first.
#[derive(Default)]
pub(super) struct DueQueue {
    ids: VecDeque<i64>,
    believed_until: Option<Timestamp>,
}

impl DueQueue {
    /// The one whose turn it is; it may be another worker's by now, which a claim finds out. `None` when it is time to
    /// look again.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<i64> {
        self.believed_until.filter(|until| now < *until).and_then(|_| self.ids.pop_front())
    }

    /// Follows what a look at `now` found.
    pub(super) fn follow(&mut self, now: Timestamp, ids: Vec<i64>) {
        self.ids = ids.into();
        self.believed_until = Some(now + BELIEVED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_come_in_their_order_and_are_not_believed_for_long() {
        let now = Timestamp::from_secs(1000);
        let mut due = DueQueue::default();
        assert_eq!(due.next(now), None);
        due.follow(now, vec![3, 1, 2]);
        assert_eq!([due.next(now), due.next(now)], [Some(3), Some(1)]);
        assert_eq!(due.next(now + BELIEVED), None);
    }
}
