//! Refresh tokens: hashes, spent ones too, so that a second use is noticed.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::{
    Access, StorageError,
    engine::column::{millis, moment},
    engine::reach::remove_where,
    entity::refresh_token::{ActiveModel, Column, Entity, Model},
};

/// A refresh token as the database has it: not the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// The hash of the token.
    pub hash: String,
    /// The family that it belongs to.
    pub family_id: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
    /// When it was spent.
    pub spent_at: Option<Timestamp>,
    /// The nonce that the token after it was derived with; forgotten when nobody may ask for that one again.
    pub successor_nonce: Option<String>,
}

/// The outcome of spending a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spend {
    /// It is spent now; the id of its family.
    Spent(String),
    /// It was spent before: its owner did not get the answer, or somebody has a copy.
    AlreadySpent(RefreshToken),
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
    /// [`StorageError::Conflict`] when its hash is there, [`StorageError::NoOwner`] when its family is not, or when the
    /// database does not do it.
    pub async fn add(&self, token: &RefreshToken) -> Result<(), StorageError> {
        let row = ActiveModel {
            hash: Set(token.hash.clone()),
            family_id: Set(token.family_id.clone()),
            created_at: Set(token.created_at.as_millis()),
            expires_at: Set(token.expires_at.as_millis()),
            spent_at: Set(millis(token.spent_at)),
            successor_nonce: Set(token.successor_nonce.clone()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The token of this hash, also when it is spent or expired.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, hash: &str) -> Result<Option<RefreshToken>, StorageError> {
        Ok(Entity::find_by_id(hash).one(self.0.writer()).await?.map(RefreshToken::from))
    }

    /// Spends a token, once, and notes what its successor is derived with: of several callers one does, the others learn
    /// when it was spent and with which nonce.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn spend(&self, hash: &str, successor_nonce: &str, now: Timestamp) -> Result<Spend, StorageError> {
        let Some(token) = self.lookup(hash).await? else { return Ok(Spend::Unknown) };
        if token.spent_at.is_some() {
            return Ok(Spend::AlreadySpent(token));
        }
        if token.expires_at <= now {
            return Ok(Spend::Expired);
        }
        let change = ActiveModel {
            spent_at: Set(Some(now.as_millis())),
            successor_nonce: Set(Some(successor_nonce.to_owned())),
            ..Default::default()
        };
        let unspent = Entity::update_many().set(change).filter(Column::Hash.eq(hash)).filter(Column::SpentAt.is_null());
        if unspent.exec(self.0.writer()).await?.rows_affected == 1 {
            return Ok(Spend::Spent(token.family_id));
        }
        // Another one was faster.
        Ok(self.lookup(hash).await?.map_or(Spend::Unknown, Spend::AlreadySpent))
    }

    /// Forgets what the successors of tokens were derived with that were spent by `moment`; answers of how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn forget_nonces(&self, moment: Timestamp) -> Result<u64, StorageError> {
        let change = ActiveModel { successor_nonce: Set(None), ..Default::default() };
        let old =
            Condition::all().add(Column::SpentAt.lte(moment.as_millis())).add(Column::SuccessorNonce.is_not_null());
        Ok(Entity::update_many().set(change).filter(old).exec(self.0.writer()).await?.rows_affected)
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}

impl From<Model> for RefreshToken {
    fn from(row: Model) -> Self {
        Self {
            hash: row.hash,
            family_id: row.family_id,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            spent_at: moment(row.spent_at),
            successor_nonce: row.successor_nonce,
        }
    }
}
