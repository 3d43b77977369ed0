//! What a login keeps between its link and its return: the redirect URI of the link, and a sealed text of the login type. A
//! login that was begun before has neither.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName, sea_orm::sea_query::Table,
};

use crate::table::opt_long_text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["redirect_uri", "kept"] {
            let column = opt_long_text(manager, column);
            manager.alter_table(Table::alter().table("login_attempt").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["redirect_uri", "kept"] {
            manager.alter_table(Table::alter().table("login_attempt").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
