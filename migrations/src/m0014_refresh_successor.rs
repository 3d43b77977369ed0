//! Which token followed a refresh token, for the few seconds in which a lost answer may be asked for again.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait,
    prelude::DeriveMigrationName,
    sea_orm::sea_query::{Index, Table},
};

use crate::table::{ID, index, opt_text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = Table::alter().table("refresh_token").add_column(opt_text("successor_nonce", ID)).take();
        manager.alter_table(added).await?;
        // Few rows have one: it is forgotten soon.
        manager.create_index(index("refresh_token", ["successor_nonce"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name("idx_refresh_token_successor_nonce").table("refresh_token").to_owned();
        manager.drop_index(index).await?;
        let dropped = Table::alter().table("refresh_token").drop_column("successor_nonce").take();
        manager.alter_table(dropped).await
    }
}
