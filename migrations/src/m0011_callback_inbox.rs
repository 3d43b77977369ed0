//! What crowds of callbacks brought, committed together and not yet made records of their own.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{WORD, counted, drop_tables, long_text, number, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        callback_inbox(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["callback_inbox"]).await
    }
}

/// One row a crowd; `payload` is sealed and holds as many callbacks as `records` says. No index but the key: a row costs
/// next to nothing more than its bytes.
async fn callback_inbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "callback_inbox")
        .col(counted("id"))
        .col(text("row_key", WORD))
        .col(number("records"))
        .col(number("received_at"))
        .col(long_text(manager, "payload"))
        .take();
    manager.create_table(table).await
}
