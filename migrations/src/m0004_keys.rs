//! Keys that sign access tokens, and the tokens of administrators.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{ID, WORD, drop_tables, long_text, number, opt_number, primary, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        signing_key(manager).await?;
        personal_access_token(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["personal_access_token", "signing_key"]).await
    }
}

/// Keys that sign access tokens; `private_key` is sealed.
async fn signing_key(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "signing_key")
        .col(text("kid", ID))
        .col(text("algorithm", WORD))
        .col(long_text(manager, "private_key"))
        .col(long_text(manager, "public_jwk"))
        .col(number("created_at"))
        .col(number("activate_at"))
        .col(opt_number("retire_at"))
        .col(opt_number("remove_at"))
        .primary_key(&mut primary(["kid"]))
        .take();
    manager.create_table(table).await
}

/// Administrators' tokens, as hashes.
async fn personal_access_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "personal_access_token")
        .col(text("id", ID))
        .col(text("hash", ID))
        .col(long_text(manager, "name"))
        .col(number("created_at"))
        .col(opt_number("expires_at"))
        .col(opt_number("last_used_at"))
        .col(opt_number("revoked_at"))
        .primary_key(&mut primary(["id"]))
        .take();
    manager.create_table(table).await
}
