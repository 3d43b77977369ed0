//! Table `callback_record`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "callback_record")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub row_key: String,
    pub dedup_key: String,
    pub login_type: String,
    pub app: String,
    pub instance: String,
    pub realm: String,
    pub corp_id: Option<String>,
    pub event_type: String,
    pub event_time: i64,
    pub received_at: i64,
    pub payload: String,
    pub state: String,
    pub attempts: i64,
    pub lane: Option<String>,
    pub running_lane: Option<String>,
    pub due_at: Option<i64>,
    pub waiting: bool,
    #[sea_orm(column_name = "hastened")]
    pub woken: bool,
    pub again: bool,
    pub lease_owner: Option<String>,
    pub last_error: Option<String>,
    pub finished_at: Option<i64>,
    pub request_id: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
