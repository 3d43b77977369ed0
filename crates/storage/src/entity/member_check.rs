//! Table `member_check`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_check")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub login_type: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub corp_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub confirmed_at: i64,
    pub asked_at: i64,
    pub leased_until: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
