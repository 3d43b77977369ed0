//! Callback records: committed once each, listed, counted; `turn` says whose turn it is, `work` has what a worker does,
//! `queue` what others may wish.

mod add;
mod backlog;
mod console;
pub(crate) mod queue;
mod release;
mod turn;
mod work;

use clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{
    Access, CallbackAttempt, CallbackStateName, ListedRecord, StorageError,
    callbacks::record::TABLE,
    engine::column::moment,
    engine::sealing::Cell,
    entity::{
        callback_attempt,
        callback_record::{Column, Entity},
    },
};

pub(crate) use self::add::Addition;
pub use self::{backlog::Backlog, work::Claim};

/// Length of the random key that a record's payload is sealed for: the record's own number is not known in time.
pub(crate) const ROW_KEY_LEN: usize = 26;

/// Ids that one statement names at most: SQLite takes so many variables, whatever it was built with.
const IDS_AT_ONCE: usize = 500;

/// Committed callbacks and the attempts at their work.
pub struct CallbackRecords<'a, A>(pub(crate) &'a A);

/// Which records a list shows; by default the newest hundred.
#[derive(Clone, Debug)]
pub struct RecordFilter {
    /// Only records in this state.
    pub state: Option<CallbackStateName>,
    /// Only records of this realm.
    pub realm: Option<String>,
    /// Only records about this company.
    pub corp_id: Option<String>,
    /// Only records of this event.
    pub event_type: Option<String>,
    /// Only records that arrived at this moment or later.
    pub received_since: Option<Timestamp>,
    /// Only records with a smaller id: the page after a list's last one.
    pub before_id: Option<i64>,
    /// Greatest number of entries.
    pub limit: u64,
}

impl Default for RecordFilter {
    fn default() -> Self {
        Self {
            state: None,
            realm: None,
            corp_id: None,
            event_type: None,
            received_since: None,
            before_id: None,
            limit: 100,
        }
    }
}

impl<A: Access> CallbackRecords<'_, A> {
    /// A record with all its attempts.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, id: i64) -> Result<Option<ListedRecord>, StorageError> {
        let Some(row) = Entity::find_by_id(id).one(self.0.reader()).await? else { return Ok(None) };
        let attempts = callback_attempt::Entity::find()
            .filter(callback_attempt::Column::RecordId.eq(id))
            .order_by_asc(callback_attempt::Column::Number)
            .all(self.0.reader())
            .await?;
        let history = attempts.into_iter().map(CallbackAttempt::from).collect();
        Ok(Some(ListedRecord { history, ..ListedRecord::try_from(row)? }))
    }

    /// The newest records that the filter leaves, the newest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self, filter: &RecordFilter) -> Result<Vec<ListedRecord>, StorageError> {
        let rows = Entity::find()
            .apply_if(filter.state, |query, state| query.filter(Column::State.eq(state.as_str())))
            .apply_if(filter.realm.as_deref(), |query, realm| query.filter(Column::Realm.eq(realm)))
            .apply_if(filter.corp_id.as_deref(), |query, corp| query.filter(Column::CorpId.eq(corp)))
            .apply_if(filter.event_type.as_deref(), |query, event| query.filter(Column::EventType.eq(event)))
            .apply_if(filter.received_since, |query, since| query.filter(Column::ReceivedAt.gte(since.as_millis())))
            .apply_if(filter.before_id, |query, id| query.filter(Column::Id.lt(id)))
            .order_by_desc(Column::Id)
            .limit(filter.limit)
            .all(self.0.reader())
            .await?;
        rows.into_iter().map(ListedRecord::try_from).collect()
    }

    /// The newest record of each company of a login type, by realm and company; those of one company where it is named.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn newest_of_corps(
        &self,
        login_type: &str,
        corp_id: Option<&str>,
    ) -> Result<Vec<ListedRecord>, StorageError> {
        let ids = Entity::find()
            .select_only()
            .column_as(Column::Id.max(), "newest")
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::CorpId.is_not_null())
            .apply_if(corp_id, |query, corp| query.filter(Column::CorpId.eq(corp)))
            .group_by(Column::Realm)
            .group_by(Column::CorpId);
        let ids: Vec<i64> = ids.into_tuple().all(self.0.reader()).await?;
        let mut records = Vec::new();
        for ids in ids.chunks(IDS_AT_ONCE) {
            let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(self.0.reader()).await?;
            for row in rows {
                records.push(ListedRecord::try_from(row)?);
            }
        }
        Ok(records)
    }

    /// How many records are in each state, those of the inbox as pending ones; states without records are left out.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn counts(&self) -> Result<Vec<(CallbackStateName, u64)>, StorageError> {
        // The inbox first: what is sorted in meanwhile is counted twice rather than not at all.
        let (in_inbox, _) = self.0.callback_inbox().backlog().await?;
        let rows: Vec<(String, i64)> = Entity::find()
            .select_only()
            .column(Column::State)
            .column_as(Column::Id.count(), "records")
            .group_by(Column::State)
            .order_by_asc(Column::State)
            .into_tuple()
            .all(self.0.reader())
            .await?;
        let counts = rows.into_iter().map(backlog::counted).collect::<Result<_, _>>()?;
        Ok(backlog::with_pending(counts, in_inbox))
    }
}

impl From<callback_attempt::Model> for CallbackAttempt {
    fn from(row: callback_attempt::Model) -> Self {
        Self {
            number: row.number,
            started_at: Timestamp::from_millis(row.started_at),
            finished_at: moment(row.finished_at),
            error: row.error,
        }
    }
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: TABLE, column: "payload", row }
}

/// The lane that the records of one company share; a record without a known company has a lane of its own.
fn lane(login_type: &str, realm: &str, corp: Option<&str>, row_key: &str) -> String {
    corp.map_or_else(|| row_key.to_owned(), |corp| format!("{login_type}/{realm}/{corp}"))
}
