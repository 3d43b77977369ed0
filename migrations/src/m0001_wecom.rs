//! What WeCom gave us: suite tickets, authorisations of companies, access tokens.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{
    ID, KEY, WORD, drop_tables, index, long_text, number, opt_long_text, opt_number, opt_text, primary, table, text,
    unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        suite_ticket(manager).await?;
        corp_auth(manager).await?;
        spent_auth_code(manager).await?;
        cached_token(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["cached_token", "spent_auth_code", "corp_auth", "suite_ticket"]).await
    }
}

/// The newest ticket of each suite; `ticket` is sealed.
async fn suite_ticket(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "suite_ticket")
        .col(text("suite_id", ID))
        .col(long_text(manager, "ticket"))
        .col(number("issued_at"))
        .col(number("received_at"))
        .primary_key(&mut primary(["suite_id"]))
        .take();
    manager.create_table(table).await
}

/// Which company authorised which suite; `permanent_code` is sealed.
async fn corp_auth(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "corp_auth")
        .col(text("suite_id", ID))
        .col(text("corp_id", ID))
        .col(opt_long_text(manager, "corp_name"))
        .col(opt_number("agent_id"))
        .col(text("status", WORD))
        .col(opt_number("errcode"))
        .col(opt_long_text(manager, "permanent_code"))
        .col(number("code_version"))
        .col(number("auth_time"))
        .col(number("changed_time"))
        .col(opt_number("cancelled_time"))
        .col(opt_long_text(manager, "visible_range"))
        .col(opt_long_text(manager, "state"))
        .col(opt_text("org_code", KEY))
        .col(number("created_at"))
        .col(number("updated_at"))
        .primary_key(&mut primary(["suite_id", "corp_id"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(unique("corp_auth", ["suite_id", "org_code"])).await?;
    manager.create_index(index("corp_auth", ["corp_id"])).await
}

/// Hashes of the auth codes that were exchanged, and for which company: a code is exchanged once.
async fn spent_auth_code(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "spent_auth_code")
        .col(text("suite_id", ID))
        .col(text("grant_key", ID))
        .col(text("corp_id", ID))
        .primary_key(&mut primary(["suite_id", "grant_key"]))
        .take();
    manager.create_table(table).await
}

/// Access tokens that a restart need not fetch again; `value` is sealed.
async fn cached_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "cached_token")
        .col(text("cache_key", KEY))
        .col(long_text(manager, "value"))
        .col(number("expires_at"))
        .primary_key(&mut primary(["cache_key"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("cached_token", ["expires_at"])).await
}
