//! Who did what to which corp, instance or token.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{KEY, counted, drop_tables, index, long_text, number, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        audit_event(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["audit_event"]).await
    }
}

/// One row a deed.
async fn audit_event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "audit_event")
        .col(counted("id"))
        .col(number("occurred_at"))
        .col(text("actor", KEY))
        .col(text("action", KEY))
        .col(text("target", KEY))
        .col(long_text(manager, "detail"))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("audit_event", ["occurred_at"])).await
}
