//! A login code that a session hands over to a client remembers the session, so that what the client makes of it ends with it.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName, sea_orm::sea_query::Table,
};

use crate::table::{ID, opt_text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("login_code").add_column(opt_text("session_id", ID)).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("login_code").drop_column("session_id").take()).await
    }
}
