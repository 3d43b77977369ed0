//! Which provider a suite belongs to, as the verification of its callback URL told.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{ID, drop_tables, number, primary, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = table(manager, "suite_provider")
            .col(text("suite_id", ID))
            .col(text("corp_id", ID))
            .col(number("noted_at"))
            .primary_key(&mut primary(["suite_id"]))
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["suite_provider"]).await
    }
}
