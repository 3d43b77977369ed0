//! The inbox: callbacks that came in bursts, committed as one row and made records of their own when there is time.

use std::borrow::Cow;

use clock::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    Access, NewCallbackRecord, NewOrRepeat, StorageError,
    callbacks::records::{Addition, ROW_KEY_LEN},
    engine::column::{Column as Place, moment},
    engine::reach::begin,
    engine::sealing::Cell,
    entity::callback_inbox::{ActiveModel, Column, Entity},
    retry_on_deadlock,
};

const PAYLOAD: Place = Place { table: "callback_inbox", name: "payload" };

/// Callbacks that are committed and not yet records of their own.
pub struct CallbackInbox<'a, A>(pub(crate) &'a A);

/// A callback that became a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SortedIn {
    /// The event, in the sender's words.
    pub event_type: String,
    /// Its outcome.
    pub added: NewOrRepeat,
}

impl<A: Access> CallbackInbox<'_, A> {
    /// Commits records all together, of which each [fits](NewCallbackRecord::fits); [`sort_in`](Self::sort_in) makes them
    /// records of their own.
    ///
    /// # Errors
    /// When none of them is committed.
    pub async fn put(&self, records: &[NewCallbackRecord]) -> Result<(), StorageError> {
        let Some(received_at) = records.iter().map(|record| record.received_at).min() else { return Ok(()) };
        let row_key = self.0.kit().entropy.alphanumeric(ROW_KEY_LEN);
        let letters: Vec<Letter<'_>> = records.iter().map(Letter::of).collect();
        let text = Zeroizing::new(PAYLOAD.write_json(&letters)?);
        // The events of a burst look alike: what is left of them is a fraction, and so is what the disk has to do.
        let packed = Zeroizing::new(lz4_flex::compress_prepend_size(text.as_bytes()));
        let row = ActiveModel {
            id: NotSet,
            payload: Set(self.0.kit().sealer.seal_bytes(cell(&row_key), &packed)?),
            row_key: Set(row_key),
            records: Set(i64::try_from(records.len()).unwrap_or(i64::MAX)),
            received_at: Set(received_at.as_millis()),
        };
        let insert = Entity::insert(row);
        // A row that is there twice is harmless: its callbacks are repeats then. So the pool is asked too: a server may
        // allow no connection beside those of the pool.
        if let Some(burst_connection) = self.0.burst_connection()
            && burst_connection.run(&insert).await.is_ok()
        {
            return Ok(());
        }
        insert.exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The numbers of at most `limit` rows, none of them in `except`, the oldest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn oldest(&self, limit: u64, except: &[i64]) -> Result<Vec<i64>, StorageError> {
        let others = Entity::find().apply_if((!except.is_empty()).then_some(except), |rows, except| {
            rows.filter(Column::Id.is_not_in(except.iter().copied()))
        });
        let oldest = others.select_only().column(Column::Id).order_by_asc(Column::Id).limit(limit);
        Ok(oldest.into_tuple().all(self.0.reader()).await?)
    }

    /// Makes what was put in together records of their own, all or none, each as
    /// [`CallbackRecords::add`](crate::CallbackRecords::add) does. Empty when somebody else has done it.
    ///
    /// # Errors
    /// When the database does not do it, or the row does not open; it stays where it is then.
    pub async fn sort_in(&self, id: i64) -> Result<Vec<SortedIn>, StorageError> {
        retry_on_deadlock!(A::TRIES, self.try_sort_in(id))
    }

    async fn try_sort_in(&self, id: i64) -> Result<Vec<SortedIn>, StorageError> {
        let transaction = begin(self.0).await?;
        // Of several that are about to do it one finds it.
        let Some(row) = Entity::find_by_id(id).lock_exclusive().one(&transaction).await? else { return Ok(Vec::new()) };
        Entity::delete_by_id(id).exec(&transaction).await?;
        let packed = self.0.kit().sealer.open_bytes(cell(&row.row_key), &row.payload)?;
        let text = lz4_flex::decompress_size_prepended(&packed).map_err(|_| PAYLOAD.corrupt())?;
        let text = Zeroizing::new(text);
        let letters: Vec<Letter<'_>> = serde_json::from_slice(&text).map_err(|_| PAYLOAD.corrupt())?;
        let event_types: Vec<String> = letters.iter().map(|letter| letter.event_type.to_string()).collect();
        let records = letters.into_iter().map(NewCallbackRecord::from).collect();
        let added = Addition::new(self.0, records)?.run(&transaction, self.0.now()).await?;
        transaction.commit().await?;
        Ok(event_types.into_iter().zip(added).map(|(event_type, added)| SortedIn { event_type, added }).collect())
    }

    /// How many callbacks are in it, and since when the oldest is.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn backlog(&self) -> Result<(u64, Option<Timestamp>), StorageError> {
        let rows: Vec<(i64, i64)> = Entity::find()
            .select_only()
            .columns([Column::Records, Column::ReceivedAt])
            .into_tuple()
            .all(self.0.reader())
            .await?;
        let records = rows.iter().map(|(records, _)| u64::try_from(*records).unwrap_or(0)).sum();
        Ok((records, moment(rows.iter().map(|(_, received_at)| *received_at).min())))
    }
}

/// A callback as the payload of a row has it.
#[derive(Serialize, Deserialize)]
struct Letter<'a> {
    login_type: Cow<'a, str>,
    app: Cow<'a, str>,
    instance: Cow<'a, str>,
    realm: Cow<'a, str>,
    corp_id: Option<Cow<'a, str>>,
    event_type: Cow<'a, str>,
    event_time: i64,
    received_at: i64,
    dedup_key: Cow<'a, str>,
    message: Cow<'a, str>,
    is_done: bool,
    is_worked_again: bool,
    request_id: Option<Cow<'a, str>>,
}

impl<'a> Letter<'a> {
    fn of(record: &'a NewCallbackRecord) -> Self {
        Self {
            login_type: (&record.login_type).into(),
            app: (&record.app).into(),
            instance: (&record.instance).into(),
            realm: (&record.realm).into(),
            corp_id: record.corp_id.as_deref().map(Cow::from),
            event_type: (&record.event_type).into(),
            event_time: record.event_time.as_millis(),
            received_at: record.received_at.as_millis(),
            dedup_key: (&record.dedup_key).into(),
            message: record.payload.expose_secret().into(),
            is_done: record.is_done,
            is_worked_again: record.is_worked_again,
            request_id: record.request_id.as_deref().map(Cow::from),
        }
    }
}

impl From<Letter<'_>> for NewCallbackRecord {
    fn from(letter: Letter<'_>) -> Self {
        Self {
            login_type: letter.login_type.into_owned(),
            app: letter.app.into_owned(),
            instance: letter.instance.into_owned(),
            realm: letter.realm.into_owned(),
            corp_id: letter.corp_id.map(Cow::into_owned),
            event_type: letter.event_type.into_owned(),
            event_time: Timestamp::from_millis(letter.event_time),
            received_at: Timestamp::from_millis(letter.received_at),
            dedup_key: letter.dedup_key.into_owned(),
            payload: SecretString::from(letter.message.into_owned()),
            is_done: letter.is_done,
            is_worked_again: letter.is_worked_again,
            request_id: letter.request_id.map(Cow::into_owned),
        }
    }
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: PAYLOAD.table, column: PAYLOAD.name, row }
}
