//! Table `corp_auth`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "corp_auth")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub suite_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub corp_id: String,
    pub corp_name: Option<String>,
    pub agent_id: Option<i64>,
    pub status: String,
    pub errcode: Option<i64>,
    pub permanent_code: Option<String>,
    pub code_version: i64,
    pub auth_time: i64,
    pub changed_time: i64,
    pub cancelled_time: Option<i64>,
    pub visible_range: Option<String>,
    pub state: Option<String>,
    pub org_code: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    pub reconcile_at: i64,
    pub app_event_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
