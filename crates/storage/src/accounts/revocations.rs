//! Revocations: until when logins count for nothing, so that one in flight cannot outlive what it was recognised before.
//!
//! They are noted by realm and company, whatever the login type: where two login types call a realm the same, a login of
//! the other one that is under way at that moment has to be started again, which harms nobody.

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::{
    Access, StorageError,
    engine::column::moment,
    engine::reach::{insert_if_absent, remove_where},
    engine::set_back::noted_before,
    entity::revocation::{ActiveModel, Column, Entity},
};

/// Stands for everybody of a company.
const EVERYBODY: &str = "";
/// Before any login: the row is there to be held.
const NEVER: i64 = 0;

/// Until when logins count for nothing.
pub struct Revocations<'a, A>(pub(crate) &'a A);

impl<A: Access> Revocations<'_, A> {
    /// Keeps everybody else waiting who holds the same company, until this transaction ends: of a login that looks and
    /// then opens a session, and a revocation that is noted and then ends sessions, one comes after the other.
    ///
    /// # Errors
    /// When the database does not do it, or another one holds the company for too long.
    pub async fn hold(&self, realm: &str, corp_id: &str) -> Result<(), StorageError> {
        let row = ActiveModel {
            realm: Set(realm.to_owned()),
            corp_id: Set(corp_id.to_owned()),
            subject: Set(EVERYBODY.to_owned()),
            revoked_until: Set(NEVER),
        };
        // As it was: what counts is the lock, which a look would not get on a row that is not there yet.
        let unchanged = OnConflict::columns([Column::Realm, Column::CorpId, Column::Subject])
            .value(Column::RevokedUntil, Expr::col((Entity, Column::RevokedUntil)))
            .to_owned();
        Entity::insert(row).on_conflict(unchanged).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Notes that logins of a company, or of one subject in it, count for nothing if they were recognised up to `until`.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn add(
        &self,
        realm: &str,
        corp_id: &str,
        subject: Option<&str>,
        until: Timestamp,
    ) -> Result<(), StorageError> {
        let subject = subject.unwrap_or(EVERYBODY);
        let row = ActiveModel {
            realm: Set(realm.to_owned()),
            corp_id: Set(corp_id.to_owned()),
            subject: Set(subject.to_owned()),
            revoked_until: Set(until.as_millis()),
        };
        if insert_if_absent(self.0.writer(), row).await?.is_some() {
            return Ok(());
        }
        let earlier = Condition::any()
            .add(Column::RevokedUntil.lt(until.as_millis()))
            .add(Column::RevokedUntil.gt(noted_before(self.0.now())));
        let later = ActiveModel { revoked_until: Set(until.as_millis()), ..Default::default() };
        Entity::update_many()
            .set(later)
            .filter(Column::Realm.eq(realm))
            .filter(Column::CorpId.eq(corp_id))
            .filter(Column::Subject.eq(subject))
            .filter(earlier)
            .exec(self.0.writer())
            .await?;
        Ok(())
    }

    /// The latest moment up to which a subject's logins count for nothing.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, realm: &str, corp_id: &str, subject: &str) -> Result<Option<Timestamp>, StorageError> {
        let latest: Option<Option<i64>> = Entity::find()
            .select_only()
            .column_as(Column::RevokedUntil.max(), "latest")
            .filter(Column::Realm.eq(realm))
            .filter(Column::CorpId.eq(corp_id))
            .filter(Column::Subject.is_in([EVERYBODY, subject]))
            .filter(Column::RevokedUntil.lte(noted_before(self.0.now())))
            .into_tuple()
            .one(self.0.writer())
            .await?;
        Ok(moment(latest.flatten()))
    }

    /// Removes those that no login can be older than; answers how many. The revocation that holds a whole company
    /// stays.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_before(&self, moment: Timestamp) -> Result<u64, StorageError> {
        let past = Column::RevokedUntil.gt(NEVER).and(Column::RevokedUntil.lt(moment.as_millis()));
        remove_where::<A, Entity>(self.0, past).await
    }
}
