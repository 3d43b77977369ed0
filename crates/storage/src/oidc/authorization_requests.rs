//! Requests for a login that wait for the member.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Access, StorageError,
    engine::reach::remove_where,
    entity::authorization_request::{ActiveModel, Column, Entity, Model},
};

/// Rows of one statement: few enough for the parameters of any engine.
const ROWS_AT_ONCE: u64 = 1000;

/// A client's request for a login that waits for the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAuthorizationRequest {
    /// The hash of its id.
    pub hash: String,
    /// The app.
    pub app: String,
    /// The client.
    pub client_id: String,
    /// The request, in the caller's words.
    pub request: String,
    /// The network that it came from, as a hash; `None` of one that is not counted.
    pub network: Option<String>,
    /// When it came.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
}

/// Requests for a login that wait for the member.
pub struct AuthorizationRequests<'a, A>(pub(crate) &'a A);

impl<A: Access> AuthorizationRequests<'_, A> {
    /// Adds a request.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its hash is there, or when the database does not do it.
    pub async fn add(&self, request: &StoredAuthorizationRequest) -> Result<(), StorageError> {
        let row = ActiveModel {
            hash: Set(request.hash.clone()),
            app: Set(request.app.clone()),
            client_id: Set(request.client_id.clone()),
            request: Set(request.request.clone()),
            network: Set(request.network.clone()),
            created_at: Set(request.created_at.as_millis()),
            expires_at: Set(request.expires_at.as_millis()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Removes the oldest requests of a network, so that fewer than `most` wait; a thousand at once at most.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn make_room(&self, network: &str, most: u64) -> Result<(), StorageError> {
        let newest = Entity::find().select_only().column(Column::Hash).filter(Column::Network.eq(network));
        let newest = newest.order_by_desc(Column::CreatedAt).offset(most.saturating_sub(1)).limit(ROWS_AT_ONCE);
        let excess: Vec<String> = newest.into_tuple().all(self.0.writer()).await?;
        if !excess.is_empty() {
            Entity::delete_many().filter(Column::Hash.is_in(excess)).exec(self.0.writer()).await?;
        }
        Ok(())
    }

    /// The request of this hash, while it is of use.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, hash: &str, now: Timestamp) -> Result<Option<StoredAuthorizationRequest>, StorageError> {
        let unexpired = Entity::find_by_id(hash).filter(Column::ExpiresAt.gt(now.as_millis()));
        Ok(unexpired.one(self.0.writer()).await?.map(StoredAuthorizationRequest::from))
    }

    /// Takes a request out, once: of several callers one is told `true`.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn consume(&self, hash: &str) -> Result<bool, StorageError> {
        Ok(Entity::delete_by_id(hash).exec(self.0.writer()).await?.rows_affected == 1)
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}

impl From<Model> for StoredAuthorizationRequest {
    fn from(row: Model) -> Self {
        Self {
            hash: row.hash,
            app: row.app,
            client_id: row.client_id,
            request: row.request,
            network: row.network,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        }
    }
}
