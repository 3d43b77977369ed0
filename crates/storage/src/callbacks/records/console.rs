//! The questions of pages for operators: how many came in a time, the message of one, those that came to nothing.

use std::ops::Range;

use clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use secrecy::SecretString;

use super::{CallbackRecords, cell};
use crate::{
    Access, CallbackStateName, ListedRecord, StorageError,
    entity::callback_record::{Column, Entity},
};

/// The states of records that came to nothing so far.
const CAME_TO_NOTHING: [CallbackStateName; 2] = [CallbackStateName::Failed, CallbackStateName::Dead];

impl<A: Access> CallbackRecords<'_, A> {
    /// How many arrived in a time.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count_received(&self, within: Range<Timestamp>) -> Result<u64, StorageError> {
        let in_time = Entity::find()
            .filter(Column::ReceivedAt.gte(within.start.as_millis()))
            .filter(Column::ReceivedAt.lt(within.end.as_millis()));
        Ok(in_time.count(self.0.reader()).await?)
    }

    /// The newest record of a company of a login type and realm.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn newest_of_corp(
        &self,
        login_type: &str,
        realm: &str,
        corp_id: &str,
    ) -> Result<Option<ListedRecord>, StorageError> {
        let of_corp = Entity::find()
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::Realm.eq(realm))
            .filter(Column::CorpId.eq(corp_id))
            .order_by_desc(Column::Id);
        of_corp.one(self.0.reader()).await?.map(ListedRecord::try_from).transpose()
    }

    /// The message of a record.
    ///
    /// # Errors
    /// When the database is out of reach, or the message does not open.
    pub async fn payload(&self, id: i64) -> Result<Option<SecretString>, StorageError> {
        let Some(row) = Entity::find_by_id(id).one(self.0.reader()).await? else { return Ok(None) };
        Ok(Some(self.0.kit().sealer.open(cell(&row.row_key), &row.payload)?))
    }

    /// The ids of records that failed or are dead and arrived at a moment or later, from the id `after` on, in their order.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn failed_since(&self, since: Timestamp, after: i64, limit: u64) -> Result<Vec<i64>, StorageError> {
        let failed = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.is_in(CAME_TO_NOTHING.map(CallbackStateName::as_str)))
            .filter(Column::ReceivedAt.gte(since.as_millis()))
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(limit);
        Ok(failed.into_tuple().all(self.0.reader()).await?)
    }

    /// How many records failed or are dead and arrived at a moment or later.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count_failed_since(&self, since: Timestamp) -> Result<u64, StorageError> {
        let failed = Entity::find()
            .filter(Column::State.is_in(CAME_TO_NOTHING.map(CallbackStateName::as_str)))
            .filter(Column::ReceivedAt.gte(since.as_millis()));
        Ok(failed.count(self.0.reader()).await?)
    }
}
