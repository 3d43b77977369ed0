//! Suite tickets: the newest one of each suite, sealed (97173).

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use wecom_types::{SuiteId, SuiteTicket};

use crate::{
    Access, StorageError,
    engine::column::Column as Place,
    engine::reach::insert_if_absent,
    engine::sealing::Cell,
    entity::suite_ticket::{ActiveModel, Column, Entity},
};

const TABLE: &str = "suite_ticket";

/// A ticket and its times.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredTicket {
    /// The ticket.
    pub ticket: SuiteTicket,
    /// When WeCom issued it, by WeCom's clock.
    pub issued_at: Timestamp,
    /// When it arrived, by ours.
    pub received_at: Timestamp,
}

/// When a suite's newest ticket was issued and arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TicketTimes {
    /// When WeCom issued it, by WeCom's clock.
    pub issued_at: Timestamp,
    /// When it arrived, by ours.
    pub received_at: Timestamp,
}

/// The newest ticket of each suite.
pub struct SuiteTickets<'a, A>(pub(crate) &'a A);

impl<A: Access> SuiteTickets<'_, A> {
    /// Keeps a ticket if it was issued later than the one that is there; answers whether it was. Of several at once the
    /// newest stays.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn offer(
        &self,
        suite: &SuiteId,
        ticket: &SuiteTicket,
        issued_at: Timestamp,
        received_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let row = ActiveModel {
            suite_id: Set(suite.as_str().to_owned()),
            ticket: Set(self.0.kit().sealer.seal(cell(suite.as_str()), ticket.expose_secret())?),
            issued_at: Set(issued_at.as_millis()),
            received_at: Set(received_at.as_millis()),
        };
        if insert_if_absent(self.0.writer(), row.clone()).await?.is_some() {
            return Ok(true);
        }
        let newer = Entity::update_many()
            .set(row)
            .filter(Column::SuiteId.eq(suite.as_str()))
            .filter(Column::IssuedAt.lt(issued_at.as_millis()))
            .exec(self.0.writer())
            .await?;
        Ok(newer.rows_affected == 1)
    }

    /// The newest ticket of a suite.
    ///
    /// # Errors
    /// When the database is out of reach or the ticket does not open.
    pub async fn lookup(&self, suite: &SuiteId) -> Result<Option<StoredTicket>, StorageError> {
        let Some(row) = Entity::find_by_id(suite.as_str()).one(self.0.reader()).await? else { return Ok(None) };
        Ok(Some(StoredTicket {
            ticket: self.0.kit().sealer.open_as(cell(suite.as_str()), &row.ticket)?,
            issued_at: Timestamp::from_millis(row.issued_at),
            received_at: Timestamp::from_millis(row.received_at),
        }))
    }

    /// The times of a suite's newest ticket; does not open it.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn times(&self, suite: &SuiteId) -> Result<Option<TicketTimes>, StorageError> {
        let row = Entity::find_by_id(suite.as_str()).one(self.0.reader()).await?;
        Ok(row.map(|row| TicketTimes {
            issued_at: Timestamp::from_millis(row.issued_at),
            received_at: Timestamp::from_millis(row.received_at),
        }))
    }

    /// When the newest ticket of each suite arrived; opens none.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn newest_received(&self) -> Result<Vec<(SuiteId, Timestamp)>, StorageError> {
        let mut newest = Vec::new();
        for row in Entity::find().all(self.0.reader()).await? {
            let suite = Place { table: TABLE, name: "suite_id" }.parse(row.suite_id)?;
            newest.push((suite, Timestamp::from_millis(row.received_at)));
        }
        Ok(newest)
    }
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: TABLE, column: "ticket", row }
}
