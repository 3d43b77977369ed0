//! `pending_grant`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub grant_key: String,
    pub suite_id: String,
    pub answer: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
