//! `add`, `add_all`: commits records, many in one go; `Addition` does so within a larger change.

use std::collections::{HashMap, HashSet};

use clock::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{InsertStatement, OnConflict, Query},
};
use secrecy::ExposeSecret;

use super::{CallbackRecords, ROW_KEY_LEN, cell, lane, queue};
use crate::{
    Access, CallbackStateName, NewCallbackRecord, NewOrRepeat, StorageError,
    engine::reach::{Reach, begin},
    engine::sealing::Sealer,
    entity::callback_record::{ActiveModel, Column, Entity},
    retry_on_deadlock,
};

/// How often an addition inserts at most: what was there may have been pruned before it was looked at.
const INSERTS: usize = 5;

impl<A: Access> CallbackRecords<'_, A> {
    /// Commits a record. The repeat of one that is known by login type, realm and `dedup_key` adds nothing; what it means
    /// for that one it says ([`NewCallbackRecord::is_worked_again`]).
    ///
    /// # Errors
    /// When it is not committed.
    pub async fn add(&self, record: NewCallbackRecord) -> Result<NewOrRepeat, StorageError> {
        let added = self.add_all(vec![record]).await?;
        added.into_iter().next().ok_or(StorageError::Conflict)
    }

    /// Commits records all together, each as [`add`](Self::add) does, and answers in their order. Of two that are the
    /// same event the second is the repeat of the first.
    ///
    /// # Errors
    /// When none of them is committed.
    pub async fn add_all(&self, records: Vec<NewCallbackRecord>) -> Result<Vec<NewOrRepeat>, StorageError> {
        let addition = Addition::new(self.0, records)?;
        retry_on_deadlock!(A::TRIES, self.try_add_all(&addition))
    }

    async fn try_add_all(&self, addition: &Addition) -> Result<Vec<NewOrRepeat>, StorageError> {
        let transaction = begin(self.0).await?;
        let added = addition.run(&transaction, self.0.now()).await?;
        transaction.commit().await?;
        Ok(added)
    }
}

/// Records on their way into the table.
pub(crate) struct Addition {
    insert: InsertStatement,
    marks: Vec<Mark>,
}

/// The keys by which an addition knows its rows.
struct Mark {
    row_key: String,
    event: Event,
    is_worked_again: bool,
}

impl Addition {
    pub(crate) fn new(access: &impl Reach, records: Vec<NewCallbackRecord>) -> Result<Self, StorageError> {
        let mut rows = Vec::with_capacity(records.len());
        let mut marks = Vec::with_capacity(records.len());
        for record in records {
            let row_key = access.kit().entropy.alphanumeric(ROW_KEY_LEN);
            let event = Event(record.login_type.clone(), record.realm.clone(), record.dedup_key.clone());
            marks.push(Mark { row_key: row_key.clone(), event, is_worked_again: record.is_worked_again });
            rows.push(row(&access.kit().sealer, record, row_key)?);
        }
        // In one order, so that two processes that add the same events do not wait for each other in a circle.
        rows.sort_by(|one, other| one.dedup_key.as_ref().cmp(other.dedup_key.as_ref()));
        let left_alone = OnConflict::new().do_nothing_on([Column::Id]).to_owned();
        let mut insert = Entity::insert_many(rows).on_conflict(left_alone).into_query();
        if access.writer().get_database_backend() != DbBackend::MySql {
            insert.returning(Query::returning().columns([Column::Id, Column::RowKey]));
        }
        Ok(Self { insert, marks })
    }

    /// Adds them, in a transaction that is the caller's to commit; answers in the order in which they were given.
    pub(crate) async fn run(
        &self,
        transaction: &impl ConnectionTrait,
        now: Timestamp,
    ) -> Result<Vec<NewOrRepeat>, StorageError> {
        let mut numbers = Numbers::default();
        for _ in 0..INSERTS {
            self.insert(transaction, &mut numbers).await?;
            let added = self.marks.iter().map(|mark| numbers.added(mark)).collect::<Option<Vec<_>>>();
            let Some(added) = added else { continue };
            for (mark, added) in self.marks.iter().zip(&added) {
                if let (true, NewOrRepeat::Repeat(id)) = (mark.is_worked_again, added) {
                    queue::again(transaction, *id, now).await?;
                }
            }
            return Ok(added);
        }
        Err(StorageError::Conflict)
    }

    /// Inserts what is not there, and finds what is.
    async fn insert(&self, transaction: &impl ConnectionTrait, numbers: &mut Numbers) -> Result<(), StorageError> {
        if transaction.get_database_backend() == DbBackend::MySql {
            transaction.execute(&self.insert).await?;
        } else {
            for row in transaction.query_all(&self.insert).await? {
                let id = row.try_get("", Column::Id.as_str())?;
                numbers.new.insert(row.try_get("", Column::RowKey.as_str())?, id);
            }
        }
        if numbers.new.len() < self.marks.len() {
            numbers.look_up(transaction, &self.marks).await?;
        }
        Ok(())
    }
}

fn row(sealer: &Sealer, record: NewCallbackRecord, row_key: String) -> Result<ActiveModel, StorageError> {
    let payload = sealer.seal(cell(&row_key), record.payload.expose_secret())?;
    let received_at = record.received_at.as_millis();
    let lane = || lane(&record.login_type, &record.realm, record.corp_id.as_deref(), &row_key);
    let (state, lane, due_at, finished_at) = if record.is_done {
        (CallbackStateName::Succeeded, None, None, Some(received_at))
    } else {
        (CallbackStateName::Pending, Some(lane()), Some(received_at), None)
    };
    Ok(ActiveModel {
        id: NotSet,
        row_key: Set(row_key),
        dedup_key: Set(record.dedup_key),
        login_type: Set(record.login_type),
        app: Set(record.app),
        instance: Set(record.instance),
        realm: Set(record.realm),
        corp_id: Set(record.corp_id),
        event_type: Set(record.event_type),
        event_time: Set(record.event_time.as_millis()),
        received_at: Set(received_at),
        payload: Set(payload),
        state: Set(state.as_str().to_owned()),
        attempts: Set(0),
        lane: Set(lane),
        running_lane: Set(None),
        due_at: Set(due_at),
        waiting: Set(false),
        woken: Set(false),
        again: Set(false),
        lease_owner: Set(None),
        last_error: Set(None),
        finished_at: Set(finished_at),
        request_id: Set(record.request_id),
    })
}

/// The key by which two records are the same event: login type, realm and `dedup_key`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Event(String, String, String);

/// The numbers of rows: of those that were added now by their random key, of those that were there by their event.
#[derive(Default)]
struct Numbers {
    new: HashMap<String, i64>,
    known: HashMap<Event, i64>,
}

impl Numbers {
    fn added(&self, mark: &Mark) -> Option<NewOrRepeat> {
        let new = self.new.get(&mark.row_key).map(|id| NewOrRepeat::New(*id));
        new.or_else(|| self.known.get(&mark.event).map(|id| NewOrRepeat::Repeat(*id)))
    }

    /// Finds the rows of these events, and tells those that were added now from the others.
    async fn look_up(&mut self, transaction: &impl ConnectionTrait, marks: &[Mark]) -> Result<(), StorageError> {
        let mut of_senders: HashMap<(&str, &str), Vec<&str>> = HashMap::new();
        for Mark { event: Event(login_type, realm, dedup_key), .. } in marks {
            of_senders.entry((login_type, realm)).or_default().push(dedup_key);
        }
        let ours: HashSet<&str> = marks.iter().map(|mark| mark.row_key.as_str()).collect();
        for ((login_type, realm), dedup_keys) in of_senders {
            let rows: Vec<(i64, String, String)> = Entity::find()
                .select_only()
                .columns([Column::Id, Column::RowKey, Column::DedupKey])
                .filter(Column::LoginType.eq(login_type))
                .filter(Column::Realm.eq(realm))
                .filter(Column::DedupKey.is_in(dedup_keys))
                .into_tuple()
                .all(transaction)
                .await?;
            for (id, row_key, dedup_key) in rows {
                let event = Event(login_type.to_owned(), realm.to_owned(), dedup_key);
                self.known.insert(event, id);
                if ours.contains(row_key.as_str()) {
                    self.new.insert(row_key, id);
                }
            }
        }
        Ok(())
    }
}
