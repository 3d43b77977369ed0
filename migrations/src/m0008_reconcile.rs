//! When WeCom is asked about a company next without being told to.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait,
    prelude::DeriveMigrationName,
    sea_query::{Index, Table},
};

use crate::table::{index, number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Companies that are there already are due at once: what was missed until now is found.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = number("reconcile_at").default(0).take();
        manager.alter_table(Table::alter().table("corp_auth").add_column(column).take()).await?;
        manager.create_index(index("corp_auth", ["reconcile_at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("idx_corp_auth_reconcile_at").table("corp_auth").to_owned()).await?;
        manager.alter_table(Table::alter().table("corp_auth").drop_column("reconcile_at").take()).await
    }
}
