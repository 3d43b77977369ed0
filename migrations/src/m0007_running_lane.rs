//! At most one record of a lane is worked on at a time, whatever number of processes claim records.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait,
    prelude::DeriveMigrationName,
    sea_query::{Index, Table},
};

use crate::{
    m0002_callback_records::LANE,
    table::{opt_text, unique},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// `running_lane` is the record's lane while it is worked on, and empty otherwise.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("callback_record").add_column(opt_text("running_lane", LANE)).take();
        manager.alter_table(column).await?;
        // Records in hand are taken over by their lane's first one when the lease runs out.
        manager.create_index(unique("callback_record", ["running_lane"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::drop();
        index.name("uq_callback_record_running_lane").table("callback_record");
        manager.drop_index(index).await?;
        manager.alter_table(Table::alter().table("callback_record").drop_column("running_lane").take()).await
    }
}
