//! `sort_in`: makes records of their own of what came in bursts.

use std::{collections::HashMap, time::Duration};

use clock::Timestamp;
use error_chain::ErrorChain;
use storage::{Access, StorageError};

use super::Worker;

/// Rows of the inbox that one look finds at most.
const AT_ONCE: u64 = 64;

/// How long a row is set aside that could not be sorted in: it may be another process's, or it may be mended.
const ASIDE: Duration = Duration::from_mins(10);

/// The worker's knowledge of the inbox.
#[derive(Default)]
pub(super) struct Inbox {
    /// Rows that could not be sorted in, as with the keys that this process has, and until when they hinder no others.
    aside: HashMap<i64, Timestamp>,
}

impl Inbox {
    fn set_aside(&mut self, row: i64, now: Timestamp) {
        self.aside.insert(row, now + ASIDE);
    }

    fn aside(&mut self, now: Timestamp) -> Vec<i64> {
        // Not for longer than said, should the clock be set back.
        self.aside.retain(|_, until| now < *until && until.since(now) <= ASIDE);
        self.aside.keys().copied().collect()
    }
}

impl Worker {
    /// Makes records of what is in the inbox, the oldest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(super) async fn sort_in(&self, known: &mut Inbox) -> Result<(), StorageError> {
        let inbox = self.records.database.callback_inbox();
        let rows = inbox.oldest(AT_ONCE, &known.aside(self.records.clock.now())).await?;
        if u64::try_from(rows.len()).is_ok_and(|found| found == AT_ONCE) {
            // The rest, as soon as there is a hand free.
            self.records.news.notify_one();
        }
        for row in rows {
            self.give_way().await;
            match inbox.sort_in(row).await {
                Ok(sorted) => sorted.iter().for_each(|it| self.observer.sorted_in(&it.event_type, it.added)),
                Err(error) if error.is_retryable() => return Err(error),
                Err(error) => {
                    tracing::error!(inbox.row = row, error = %error.chain(), "callbacks cannot be sorted in; they are kept");
                    known.set_aside(row, self.records.clock.now());
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_set_aside_for_a_while_and_not_for_ever() {
        let now = Timestamp::from_secs(10_000);
        let mut inbox = Inbox::default();
        inbox.set_aside(7, now);
        assert_eq!(inbox.aside(now), [7]);
        assert_eq!(inbox.aside(now + ASIDE), [0_i64; 0]);
        inbox.set_aside(7, now);
        assert_eq!(inbox.aside(now - Duration::from_secs(1)), [0_i64; 0], "the clock was set back");
    }
}
