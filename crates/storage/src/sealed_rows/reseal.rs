//! Sealing all rows anew under the active key, so that an old one can go.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{BURSTS_AT_ONCE, RECORDS_AT_ONCE, SealedRows};
use crate::{
    Database, StorageError,
    accounts::{pending_logins, sessions, signing_keys},
    callbacks::inbox,
    callbacks::records,
    console::{administrators, invitations},
    engine::reach::{self, Reach},
    engine::sealing::{self, Cell},
    entity::{
        administrator, administrator_invitation, cached_token, callback_inbox as callback_inbox_row, callback_record,
        corp_auth as corp_auth_row, login_attempt, login_relay, pending_grant, session, signing_key, suite_ticket,
    },
    hosts::login_relays,
    retry_on_deadlock,
    wecom::cached_tokens,
    wecom::corp_auth,
    wecom::corp_auths::pending as pending_grants,
    wecom::suite_tickets,
};

/// Rows of a table with few and short ones that are sealed in one transaction.
const ROWS_AT_ONCE: u64 = 200;

/// The outcome for the rows of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resealed {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How many are under the active key since now.
    pub resealed: u64,
    /// How many do not open, and stay as they are.
    pub closed: u64,
}

/// Where a table has its sealed texts.
struct Place<E: EntityTrait> {
    cell: for<'c> fn(&'c str) -> Cell<'c>,
    /// The column that names a row.
    row: E::Column,
    /// The other one that names a row together with it.
    row_too: Option<E::Column>,
    /// The number by which rows are found, where their names have no index.
    id: Option<E::Column>,
    text: E::Column,
    page: u64,
}

/// A sealed text, by the columns that name its row.
#[derive(FromQueryResult)]
struct Row {
    /// Zero where rows have none.
    id: i64,
    name: String,
    name_too: String,
    text: Option<String>,
}

impl SealedRows<'_, Database> {
    /// Seals every text that opens under the active key, page by page: what was done lasts when it breaks off, and is not
    /// done again. A row that somebody writes meanwhile keeps what they write.
    ///
    /// # Errors
    /// When the database is out of reach or takes no changes; a text that does not open is counted, not an error.
    pub async fn reseal(&self) -> Result<Vec<Resealed>, StorageError> {
        use administrator::Column as Administrator;
        use administrator_invitation::Column as Invitation;
        use cached_token::Column as Token;
        use callback_inbox_row::Column as Inbox;
        use callback_record::Column as Record;
        use corp_auth_row::Column as Corp;
        use login_attempt::Column as Attempt;
        use login_relay::Column as Relay;
        use pending_grant::Column as Pending;
        use session::Column as Session;
        use signing_key::Column as Key;
        use suite_ticket::Column as Ticket;
        let keys = Place::<signing_key::Entity>::of(signing_keys::cell, Key::Kid, Key::PrivateKey);
        let tickets = Place::<suite_ticket::Entity>::of(suite_tickets::cell, Ticket::SuiteId, Ticket::Ticket);
        let corps = Place::<corp_auth_row::Entity>::of(corp_auth::cell, Corp::SuiteId, Corp::PermanentCode);
        let tokens = Place::<cached_token::Entity>::of(cached_tokens::cell, Token::CacheKey, Token::Value);
        let inbox = Place::<callback_inbox_row::Entity>::of(inbox::cell, Inbox::RowKey, Inbox::Payload);
        let records = Place::<callback_record::Entity>::of(records::cell, Record::RowKey, Record::Payload);
        let pending = Place::<pending_grant::Entity>::of(pending_grants::cell, Pending::GrantKey, Pending::Answer);
        let attempts = Place::<login_attempt::Entity>::of(pending_logins::cell, Attempt::StateHash, Attempt::Kept);
        let relays = Place::<login_relay::Entity>::of(login_relays::cell, Relay::Hash, Relay::Content);
        let of_sessions = Place::<session::Entity>::of(sessions::cell, Session::Id, Session::MemberDetails);
        let admins =
            Place::<administrator::Entity>::of(administrators::cell, Administrator::Id, Administrator::TotpSecret);
        let invited =
            Place::<administrator_invitation::Entity>::of(invitations::cell, Invitation::Hash, Invitation::TotpSecret);
        Ok(vec![
            self.column(&keys).await?,
            self.column(&tickets).await?,
            self.column(&Place { row_too: Some(Corp::CorpId), ..corps }).await?,
            self.column(&tokens).await?,
            self.column(&Place { page: BURSTS_AT_ONCE, id: Some(Inbox::Id), ..inbox }).await?,
            self.column(&Place { page: RECORDS_AT_ONCE, id: Some(Record::Id), ..records }).await?,
            self.column(&pending).await?,
            self.column(&attempts).await?,
            self.column(&relays).await?,
            self.column(&of_sessions).await?,
            self.column(&admins).await?,
            self.column(&invited).await?,
        ])
    }

    async fn column<E: EntityTrait>(&self, place: &Place<E>) -> Result<Resealed, StorageError> {
        let Cell { table, column, .. } = (place.cell)("");
        let mut outcome = Resealed { table, column, resealed: 0, closed: 0 };
        let mut page = self.page(place, None).await?;
        while let Some(last) = page.last() {
            let (resealed, closed) = retry_on_deadlock!(Database::TRIES, self.seal_page(place, &page))?;
            outcome.resealed += resealed;
            outcome.closed += closed;
            page = self.page(place, Some(last)).await?;
        }
        Ok(outcome)
    }

    /// The rows behind `last`, in the order of their numbers or names.
    async fn page<E: EntityTrait>(&self, place: &Place<E>, last: Option<&Row>) -> Result<Vec<Row>, StorageError> {
        let (row, row_too) = (place.row, place.row_too.unwrap_or(place.row));
        let rows = E::find().select_only().column_as(row, "name").column_as(row_too, "name_too");
        let rows = rows.column_as(place.text, "text").limit(place.page);
        let mut rows = match place.id {
            Some(id) => rows.column_as(id, "id").order_by_asc(id),
            None => rows.expr_as(Expr::val(0_i64), "id").order_by_asc(row).order_by_asc(row_too),
        };
        if let Some(last) = last {
            let in_the_same = Condition::all().add(row.eq(&*last.name)).add(row_too.gt(&*last.name_too));
            rows = rows.filter(match place.id {
                Some(id) => Condition::all().add(id.gt(last.id)),
                None => Condition::any().add(row.gt(&*last.name)).add(in_the_same),
            });
        }
        Ok(rows.into_model().all(self.0.reader()).await?)
    }

    /// How many of a page are sealed anew, and how many do not open.
    async fn seal_page<E: EntityTrait>(&self, place: &Place<E>, page: &[Row]) -> Result<(u64, u64), StorageError> {
        let keys = self.0.kit().sealer.keys();
        let active = keys.active().map(|(id, _)| id);
        let transaction = reach::begin(self.0).await?;
        let (mut resealed, mut closed) = (0, 0);
        for row in page {
            let Some(text) = row.text.as_deref().filter(|text| sealing::key_id(text) != active) else { continue };
            match self.anew(place, row, text) {
                Some(sealed) => resealed += place.put(&transaction, row, text, sealed).await?,
                None => closed += 1,
            }
        }
        transaction.commit().await?;
        Ok((resealed, closed))
    }

    fn anew<E: EntityTrait>(&self, place: &Place<E>, row: &Row, text: &str) -> Option<String> {
        let identity = match place.row_too {
            Some(_) => corp_auth::row_identity(&row.name, &row.name_too),
            None => row.name.clone(),
        };
        let (sealer, cell) = (&self.0.kit().sealer, (place.cell)(&identity));
        let secret = sealer.open_bytes(cell, text).ok()?;
        sealer.seal_bytes(cell, &secret).ok()
    }
}

impl<E: EntityTrait> Place<E> {
    fn of(cell: for<'c> fn(&'c str) -> Cell<'c>, row: E::Column, text: E::Column) -> Self {
        Self { cell, row, row_too: None, id: None, text, page: ROWS_AT_ONCE }
    }

    /// Puts a text in the place of another one, if that is still there; answers how many rows that were.
    async fn put<C: ConnectionTrait>(
        &self,
        connection: &C,
        row: &Row,
        old: &str,
        new: String,
    ) -> Result<u64, StorageError> {
        let mut update = E::update_many().col_expr(self.text, Expr::value(new)).filter(self.row.eq(&*row.name));
        if let Some(row_too) = self.row_too {
            update = update.filter(row_too.eq(&*row.name_too));
        }
        if let Some(id) = self.id {
            update = update.filter(id.eq(row.id));
        }
        Ok(update.filter(self.text.eq(old)).exec(connection).await?.rows_affected)
    }
}
