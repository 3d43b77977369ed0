//! Callbacks as they were committed, and the tries to do their work.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{
    ID, KEY, WORD, belongs_to, counted, drop_tables, flag, index, long_text, number, opt_long_text, opt_number,
    opt_text, primary, table, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        callback_record(manager).await?;
        callback_attempt(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["callback_attempt", "callback_record"]).await
    }
}

/// Longest lane: login type, realm and company with a `/` between.
pub(crate) const LANE: u32 = KEY + KEY + ID + 2;

/// One row a callback; `payload` is sealed. `due_at` is when it may be claimed: the next try, or the end of a lease. Rows
/// of one `lane` are worked on one after the other. Both are empty when nothing is left to do, so that a look at the
/// open rows meets no others. `waiting` is set on a failed row that `hasten` is to wake, `hastened` and `again` on a
/// running one that is to be tried at once when it fails for want of what has come, or whatever its end.
async fn callback_record(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "callback_record")
        .col(counted("id"))
        .col(text("row_key", WORD))
        .col(text("dedup_key", KEY))
        .col(text("login_type", KEY))
        .col(text("app", KEY))
        .col(text("instance", KEY))
        .col(text("realm", KEY))
        .col(opt_text("corp_id", ID))
        .col(text("event_type", ID))
        .col(number("event_time"))
        .col(number("received_at"))
        .col(long_text(manager, "payload"))
        .col(text("state", WORD))
        .col(number("attempts"))
        .col(opt_text("lane", LANE))
        .col(opt_number("due_at"))
        .col(flag("waiting"))
        .col(flag("hastened"))
        .col(flag("again"))
        .col(opt_text("lease_owner", ID))
        .col(opt_long_text(manager, "last_error"))
        .col(opt_number("finished_at"))
        .take();
    manager.create_table(table).await?;
    manager.create_index(unique("callback_record", ["login_type", "realm", "dedup_key"])).await?;
    manager.create_index(index("callback_record", ["due_at"])).await?;
    manager.create_index(index("callback_record", ["lane", "event_time", "id"])).await?;
    manager.create_index(index("callback_record", ["state", "finished_at"])).await?;
    manager.create_index(index("callback_record", ["realm", "corp_id"])).await
}

/// One row a try.
async fn callback_attempt(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "callback_attempt")
        .col(number("record_id"))
        .col(number("number"))
        .col(number("started_at"))
        .col(opt_number("finished_at"))
        .col(opt_long_text(manager, "error"))
        .primary_key(&mut primary(["record_id", "number"]))
        .foreign_key(&mut belongs_to(("callback_attempt", "record_id"), ("callback_record", "id")))
        .take();
    manager.create_table(table).await
}
