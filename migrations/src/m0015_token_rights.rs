//! What an administrator's token is good for: one app or all, and which scopes. A token from before is good for everything.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName, sea_orm::sea_query::Table,
};

use crate::table::{ID, KEY, opt_text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [opt_text("app", KEY), opt_text("scopes", ID)] {
            manager.alter_table(Table::alter().table("personal_access_token").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["app", "scopes"] {
            manager.alter_table(Table::alter().table("personal_access_token").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
