//! Which request brought a callback, for whoever looks for it in the log.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName, sea_orm::sea_query::Table,
};

use crate::table::{WORD, opt_text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = Table::alter().table("callback_record").add_column(opt_text("request_id", WORD)).take();
        manager.alter_table(added).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dropped = Table::alter().table("callback_record").drop_column("request_id").take();
        manager.alter_table(dropped).await
    }
}
