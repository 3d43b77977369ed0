//! What one process at a time may do, among all that share the database.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{KEY, WORD, drop_tables, index, number, primary, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        lease(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["lease"]).await
    }
}

/// Who may do a thing, and until when without renewing.
async fn lease(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "lease")
        .col(text("lease_key", KEY))
        .col(text("owner", WORD))
        .col(number("leased_until"))
        .primary_key(&mut primary(["lease_key"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("lease", ["leased_until"])).await
}
