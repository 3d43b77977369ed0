//! Table `suite_ticket`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suite_ticket")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub suite_id: String,
    pub ticket: String,
    pub issued_at: i64,
    pub received_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
