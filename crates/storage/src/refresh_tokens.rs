//! Refresh tokens: hashes, spent ones too, so that a second use is noticed.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Access, StorageError,
    column::millis,
    entity::refresh_token::{ActiveModel, Column, Entity},
    reach::remove_where,
};

/// A refresh token as the database has it: not the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// The hash of the token.
    pub hash: String,
    /// The session that it prolongs.
    pub session_id: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
    /// When it was spent.
    pub spent_at: Option<Timestamp>,
}

/// What became of an attempt to spend a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spend {
    /// It is spent now; the session it prolongs.
    Spent(String),
    /// It was spent before: somebody has a copy. The session it prolonged.
    AlreadySpent(String),
    /// There is no such token.
    Unknown,
    /// It is too old.
    Expired,
}

/// Refresh tokens.
pub struct RefreshTokens<'a, A>(pub(crate) &'a A);

impl<A: Access> RefreshTokens<'_, A> {
    /// Adds a token.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its hash is there, [`StorageError::NoOwner`] when its session is not, or when the
    /// database does not do it.
    pub async fn add(&self, token: &RefreshToken) -> Result<(), StorageError> {
        let row = ActiveModel {
            hash: Set(token.hash.clone()),
            session_id: Set(token.session_id.clone()),
            created_at: Set(token.created_at.as_millis()),
            expires_at: Set(token.expires_at.as_millis()),
            spent_at: Set(millis(token.spent_at)),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Spends a token, once: of several callers one does, the others learn that it was spent.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn spend(&self, hash: &str, now: Timestamp) -> Result<Spend, StorageError> {
        let Some(row) = Entity::find_by_id(hash).one(self.0.writer()).await? else { return Ok(Spend::Unknown) };
        if row.spent_at.is_some() {
            return Ok(Spend::AlreadySpent(row.session_id));
        }
        if row.expires_at <= now.as_millis() {
            return Ok(Spend::Expired);
        }
        let spent = Entity::update_many()
            .set(ActiveModel { spent_at: Set(Some(now.as_millis())), ..Default::default() })
            .filter(Column::Hash.eq(hash))
            .filter(Column::SpentAt.is_null())
            .exec(self.0.writer())
            .await?;
        Ok(match spent.rows_affected {
            1 => Spend::Spent(row.session_id),
            _ => Spend::AlreadySpent(row.session_id),
        })
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}
