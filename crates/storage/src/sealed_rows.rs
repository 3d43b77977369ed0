//! Sealed rows: whether every secret at rest still opens, table by table; says nothing of what is in them.

mod reseal;

use std::{collections::BTreeMap, time::Duration};

use clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::{
    Access, SealError, StorageError,
    accounts::{pending_logins, sessions, signing_keys},
    callbacks::inbox,
    callbacks::records,
    console::{administrators, invitations},
    engine::sealing::{self, Cell},
    entity::{
        administrator, administrator_invitation, cached_token, callback_inbox as callback_inbox_row, callback_record,
        corp_auth as corp_auth_row, login_attempt, login_relay, pending_grant, session, signing_key, suite_ticket,
    },
    hosts::login_relays,
    wecom::cached_tokens,
    wecom::corp_auth,
    wecom::corp_auths::pending as pending_grants,
    wecom::suite_tickets,
};

pub use self::reseal::Resealed;

/// Records that are read at once.
const RECORDS_AT_ONCE: u64 = 500;
/// Rows of the inbox that are read at once: each may be as long as a commit.
const BURSTS_AT_ONCE: u64 = 20;

/// Every sealed text of a database.
pub struct SealedRows<'a, A>(pub(crate) &'a A);

/// The sealed texts of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How many open, by the id of the key that sealed them.
    pub open: BTreeMap<String, u64>,
    /// How many do not open, by why; under the id of the key that sealed them, which is empty where there is none.
    pub closed: BTreeMap<(String, SealFault), u64>,
    /// Whether all rows were looked at; `false` when the time was up before.
    pub is_complete: bool,
}

/// Why a text does not open; what a [`SealError`] says, to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SealFault {
    /// The ring has no key of this id.
    UnknownKey,
    /// Changed, moved from another row, or sealed with another key of the same id.
    Forged,
    /// No sealed text at all, or not what it was sealed as.
    Malformed,
}

/// A sealed text and the row that it is bound to.
#[derive(FromQueryResult)]
struct Sealed {
    row: String,
    text: String,
}

/// A payload, and its number for the next page.
#[derive(FromQueryResult)]
struct SealedPayload {
    id: i64,
    row: String,
    text: String,
}

impl<A: Access> SealedRows<'_, A> {
    /// Opens every sealed text and throws it away; begins no other page of rows once `limit` is over.
    ///
    /// # Errors
    /// When the database is out of reach; a text that does not open is counted, not an error.
    pub async fn examine(&self, limit: Duration) -> Result<Vec<SealedColumn>, StorageError> {
        let until = self.0.now() + limit;
        Ok(vec![
            self.whole(signing_keys::cell, of_signing_keys()).await?,
            self.whole(suite_tickets::cell, of_suite_tickets()).await?,
            self.corp_auths().await?,
            self.whole(cached_tokens::cell, of_cached_tokens()).await?,
            self.paged(inbox::cell, of_callback_inbox(), until).await?,
            self.paged(records::cell, of_callback_records(), until).await?,
            self.whole(pending_grants::cell, of_pending_grants()).await?,
            self.whole(pending_logins::cell, of_pending_logins()).await?,
            self.whole(login_relays::cell, of_login_relays()).await?,
            self.whole(sessions::cell, of_sessions()).await?,
            self.whole(administrators::cell, of_administrators()).await?,
            self.whole(invitations::cell, of_invitations()).await?,
        ])
    }

    /// A table that is read at once.
    async fn whole<E: EntityTrait>(
        &self,
        cell: for<'c> fn(&'c str) -> Cell<'c>,
        rows: Select<E>,
    ) -> Result<SealedColumn, StorageError> {
        let mut column = SealedColumn::of(cell(""));
        for Sealed { row, text } in rows.into_model().all(self.0.reader()).await? {
            self.note(&mut column, cell(&row), &text);
        }
        Ok(column)
    }

    /// Only these are bound to two columns.
    async fn corp_auths(&self) -> Result<SealedColumn, StorageError> {
        use corp_auth_row::{Column, Entity};
        let mut column = SealedColumn::of(corp_auth::cell(""));
        let rows = Entity::find().select_only().columns([Column::SuiteId, Column::CorpId, Column::PermanentCode]);
        let rows: Vec<(String, String, Option<String>)> = rows.into_tuple().all(self.0.reader()).await?;
        for (suite, corp, text) in rows {
            let Some(text) = text else { continue };
            self.note(&mut column, corp_auth::cell(&corp_auth::row_identity(&suite, &corp)), &text);
        }
        Ok(column)
    }

    /// A table that may be very long or wide: it is read page by page.
    async fn paged<E: EntityTrait>(
        &self,
        cell: for<'c> fn(&'c str) -> Cell<'c>,
        (rows, id, page): (Select<E>, E::Column, u64),
        until: Timestamp,
    ) -> Result<SealedColumn, StorageError> {
        let mut column = SealedColumn::of(cell(""));
        let mut last = i64::MIN;
        loop {
            let next = rows.clone().filter(id.gt(last)).order_by_asc(id).limit(page);
            let page: Vec<SealedPayload> = next.into_model().all(self.0.reader()).await?;
            let Some(end) = page.last() else { return Ok(column) };
            last = end.id;
            for SealedPayload { row, text, .. } in &page {
                self.note(&mut column, cell(row), text);
            }
            if self.0.now() >= until {
                column.is_complete = false;
                return Ok(column);
            }
        }
    }

    fn note(&self, column: &mut SealedColumn, cell: Cell<'_>, text: &str) {
        let key = sealing::key_id(text).unwrap_or_default().to_owned();
        let fault = match self.0.kit().sealer.open_bytes(cell, text) {
            Ok(_) => {
                *column.open.entry(key).or_default() += 1;
                return;
            }
            Err(StorageError::Sealing { source: SealError::UnknownKey { .. }, .. }) => SealFault::UnknownKey,
            Err(StorageError::Sealing { source: SealError::Forged, .. }) => SealFault::Forged,
            Err(_) => SealFault::Malformed,
        };
        *column.closed.entry((key, fault)).or_default() += 1;
    }
}

impl SealedColumn {
    fn of(cell: Cell<'_>) -> Self {
        let Cell { table, column, .. } = cell;
        Self { table, column, open: BTreeMap::new(), closed: BTreeMap::new(), is_complete: true }
    }
}

fn of_signing_keys() -> Select<signing_key::Entity> {
    use signing_key::{Column, Entity};
    Entity::find().select_only().column_as(Column::Kid, "row").column_as(Column::PrivateKey, "text")
}

fn of_suite_tickets() -> Select<suite_ticket::Entity> {
    use suite_ticket::{Column, Entity};
    Entity::find().select_only().column_as(Column::SuiteId, "row").column_as(Column::Ticket, "text")
}

fn of_pending_grants() -> Select<pending_grant::Entity> {
    use pending_grant::{Column, Entity};
    Entity::find().select_only().column_as(Column::GrantKey, "row").column_as(Column::Answer, "text")
}

fn of_pending_logins() -> Select<login_attempt::Entity> {
    use login_attempt::{Column, Entity};
    let rows = Entity::find().select_only().column_as(Column::StateHash, "row").column_as(Column::Kept, "text");
    rows.filter(Column::Kept.is_not_null())
}

fn of_login_relays() -> Select<login_relay::Entity> {
    use login_relay::{Column, Entity};
    Entity::find().select_only().column_as(Column::Hash, "row").column_as(Column::Content, "text")
}

fn of_sessions() -> Select<session::Entity> {
    use session::{Column, Entity};
    let rows = Entity::find().select_only().column_as(Column::Id, "row").column_as(Column::MemberDetails, "text");
    rows.filter(Column::MemberDetails.is_not_null())
}

fn of_administrators() -> Select<administrator::Entity> {
    use administrator::{Column, Entity};
    Entity::find().select_only().column_as(Column::Id, "row").column_as(Column::TotpSecret, "text")
}

fn of_invitations() -> Select<administrator_invitation::Entity> {
    use administrator_invitation::{Column, Entity};
    Entity::find().select_only().column_as(Column::Hash, "row").column_as(Column::TotpSecret, "text")
}

fn of_cached_tokens() -> Select<cached_token::Entity> {
    use cached_token::{Column, Entity};
    Entity::find().select_only().column_as(Column::CacheKey, "row").column_as(Column::Value, "text")
}

fn of_callback_inbox() -> (Select<callback_inbox_row::Entity>, callback_inbox_row::Column, u64) {
    use callback_inbox_row::{Column, Entity};
    let rows = Entity::find().select_only().column(Column::Id).column_as(Column::RowKey, "row");
    (rows.column_as(Column::Payload, "text"), Column::Id, BURSTS_AT_ONCE)
}

fn of_callback_records() -> (Select<callback_record::Entity>, callback_record::Column, u64) {
    use callback_record::{Column, Entity};
    let rows = Entity::find().select_only().column(Column::Id).column_as(Column::RowKey, "row");
    (rows.column_as(Column::Payload, "text"), Column::Id, RECORDS_AT_ONCE)
}
