//! Table `spent_auth_code`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "spent_auth_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub suite_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub grant_key: String,
    pub corp_id: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
