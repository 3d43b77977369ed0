//! How many are logged in: subjects of companies, and sessions.

use clock::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, Func},
};

use super::Sessions;
use crate::{
    Access, StorageError,
    entity::session::{Column, Entity},
};

impl<A: Access> Sessions<'_, A> {
    /// How many subjects of a company (login type, realm and company) have a session that goes on.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count_subjects_of(
        &self,
        (login_type, realm, corp_id): (&str, &str, &str),
        now: Timestamp,
    ) -> Result<i64, StorageError> {
        let counted: Option<i64> = Entity::find()
            .select_only()
            .column_as(Expr::expr(Func::count_distinct(Expr::col(Column::Subject))), "subjects")
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::Realm.eq(realm))
            .filter(Column::CorpId.eq(corp_id))
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresAt.gt(now.as_millis()))
            .into_tuple()
            .one(self.0.reader())
            .await?;
        Ok(counted.unwrap_or_default())
    }

    /// How many sessions go on.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count(&self, now: Timestamp) -> Result<u64, StorageError> {
        let going_on = Entity::find().filter(Column::RevokedAt.is_null()).filter(Column::ExpiresAt.gt(now.as_millis()));
        Ok(going_on.count(self.0.reader()).await?)
    }

    /// How many subjects of each company have a session that goes on, by login type, realm and company.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count_subjects(
        &self,
        login_type: &str,
        now: Timestamp,
    ) -> Result<Vec<(String, String, i64)>, StorageError> {
        let counted = Entity::find()
            .select_only()
            .column(Column::Realm)
            .column(Column::CorpId)
            .column_as(Expr::expr(Func::count_distinct(Expr::col(Column::Subject))), "subjects")
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresAt.gt(now.as_millis()))
            .group_by(Column::Realm)
            .group_by(Column::CorpId);
        Ok(counted.into_tuple().all(self.0.reader()).await?)
    }
}
