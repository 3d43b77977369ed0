//! `sort_in`: makes records of their own of what came in crowds.

use storage::{Access, StorageError};

use super::Worker;
use crate::chain::Chain;

/// Rows of the inbox that one look finds at most.
const AT_ONCE: u64 = 64;

/// What a worker knows of the inbox.
#[derive(Default)]
pub(super) struct Inbox {
    /// Rows that cannot be read with the keys that this process has.
    unreadable: Vec<i64>,
}

impl Worker {
    /// Makes records of what is in the inbox, the oldest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(super) async fn sort_in(&self, known: &mut Inbox) -> Result<(), StorageError> {
        let inbox = self.records.database.callback_inbox();
        let rows = inbox.oldest(AT_ONCE, &known.unreadable).await?;
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
                    tracing::error!(inbox.row = row, error = %Chain(&error), "callbacks cannot be sorted in; they are kept");
                    known.unreadable.push(row);
                }
            }
        }
        Ok(())
    }
}
