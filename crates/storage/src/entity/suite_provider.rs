//! `suite_provider`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suite_provider")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub suite_id: String,
    pub corp_id: String,
    pub noted_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
