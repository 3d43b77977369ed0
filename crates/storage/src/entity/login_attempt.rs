//! Table `login_attempt`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    pub cookie_hash: String,
    pub app: String,
    pub instance: String,
    pub corp_id: String,
    pub way: String,
    #[sea_orm(column_name = "return_to")]
    pub authorization: Option<String>,
    pub redirect_uri: Option<String>,
    pub home_cookie_hash: Option<String>,
    /// Sealed.
    pub kept: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
