//! Table `callback_inbox`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "callback_inbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub row_key: String,
    pub records: i64,
    pub received_at: i64,
    pub payload: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
