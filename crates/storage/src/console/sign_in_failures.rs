//! Failed attempts to sign in to the console, by whatever the caller counts them under.

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _, sea_query::LikeExpr,
};

use crate::{
    Access, StorageError,
    engine::reach::{insert_if_absent, remove_where},
    entity::sign_in_failure::{ActiveModel, Column, Entity},
};

/// The failed attempts of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// When the last one was.
    pub last_at: Timestamp,
}

/// Failed attempts to sign in.
pub struct SignInFailures<'a, A>(pub(crate) &'a A);

impl<A: Access> SignInFailures<'_, A> {
    /// The failed attempts under an id.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, id: &str) -> Result<Option<Failures>, StorageError> {
        let row = Entity::find_by_id(id).one(self.0.writer()).await?;
        Ok(row.map(|row| Failures {
            count: u32::try_from(row.failures).unwrap_or(u32::MAX),
            last_at: Timestamp::from_millis(row.last_at),
        }))
    }

    /// Writes how many there are, where they are still as many as `seen` says; answers whether they were.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn count(&self, id: &str, seen: Option<Failures>, now: Failures) -> Result<bool, StorageError> {
        let row = ActiveModel {
            id: Set(id.to_owned()),
            failures: Set(i64::from(now.count)),
            last_at: Set(now.last_at.as_millis()),
        };
        let Some(seen) = seen else { return Ok(insert_if_absent(self.0.writer(), row).await?.is_some()) };
        let as_seen = Entity::update_many().set(row).filter(Column::Id.eq(id));
        let as_seen = as_seen.filter(Column::Failures.eq(i64::from(seen.count)));
        let as_seen = as_seen.filter(Column::LastAt.eq(seen.last_at.as_millis()));
        Ok(as_seen.exec(self.0.writer()).await?.rows_affected == 1)
    }

    /// Writes how many there are, whatever was there.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn put(&self, id: &str, now: Failures) -> Result<(), StorageError> {
        let seen = self.lookup(id).await?;
        self.count(id, seen, now).await.map(drop)
    }

    /// Forgets the failed attempts under an id.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove(&self, id: &str) -> Result<(), StorageError> {
        remove_where::<A, Entity>(self.0, Column::Id.eq(id)).await.map(drop)
    }

    /// Forgets all but the `kept` latest of the rows whose ids begin with a prefix.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn keep_latest(&self, prefix: &str, kept: u64) -> Result<(), StorageError> {
        let pattern = LikeExpr::new(format!("{prefix}%"));
        let below = Entity::find().select_only().column(Column::Id).filter(Column::Id.like(pattern));
        let old: Vec<String> =
            below.order_by_desc(Column::LastAt).offset(kept).limit(1_000).into_tuple().all(self.0.writer()).await?;
        if old.is_empty() {
            return Ok(());
        }
        remove_where::<A, Entity>(self.0, Column::Id.is_in(old)).await.map(drop)
    }

    /// Removes what was last touched before `moment`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_before(&self, moment: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::LastAt.lt(moment.as_millis())).await
    }
}
