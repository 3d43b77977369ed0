//! What WeCom told once and must not be lost: the provider of a suite, and what an auth code was exchanged for.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{ID, drop_tables, long_text, number, primary, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        suite_provider(manager).await?;
        pending_grant(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["pending_grant", "suite_provider"]).await
    }
}

/// The provider's own corpid, as the verification of the callback URL told it last.
async fn suite_provider(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "suite_provider")
        .col(text("suite_id", ID))
        .col(text("corp_id", ID))
        .col(number("noted_at"))
        .primary_key(&mut primary(["suite_id"]))
        .take();
    manager.create_table(table).await
}

/// What auth codes were exchanged for, until it is a row of `corp_auth`; `answer` is sealed.
async fn pending_grant(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "pending_grant")
        .col(text("grant_key", ID))
        .col(text("suite_id", ID))
        .col(long_text(manager, "answer"))
        .primary_key(&mut primary(["grant_key"]))
        .take();
    manager.create_table(table).await
}
