//! Login relays: codes that lead a login from one host to another, kept as hashes; what they carry is sealed.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Access, StorageError,
    engine::{reach::remove_where, sealing::Cell},
    entity::login_relay::{ActiveModel, Column, Entity},
};

/// A step of a login from one host to another.
#[derive(Clone, Debug)]
pub struct LoginRelay {
    /// The hash of the code.
    pub hash: String,
    /// The name of the host where alone the code is good.
    pub host: String,
    /// The hash of the cookie that the browser must have there; `None` where it has none yet.
    pub cookie_hash: Option<String>,
    /// The step's content, in the caller's words.
    pub content: SecretString,
    /// When it was given.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
}

/// Codes that lead a login from one host to another.
pub struct LoginRelays<'a, A>(pub(crate) &'a A);

impl<A: Access> LoginRelays<'_, A> {
    /// Adds a code.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its hash is there, or when the database does not do it.
    pub async fn add(&self, relay: &LoginRelay) -> Result<(), StorageError> {
        let content = self.0.kit().sealer.seal(cell(&relay.hash), relay.content.expose_secret())?;
        let row = ActiveModel {
            hash: Set(relay.hash.clone()),
            host: Set(relay.host.clone()),
            cookie_hash: Set(relay.cookie_hash.clone()),
            content: Set(content),
            created_at: Set(relay.created_at.as_millis()),
            expires_at: Set(relay.expires_at.as_millis()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Takes the content of a code out, once: of several callers one gets it. `None` for one that is unknown, used, expired,
    /// of another host or another browser's; that one stays.
    ///
    /// # Errors
    /// When the database does not do it, or the content does not open.
    pub async fn consume(
        &self,
        hash: &str,
        host: &str,
        cookie_hash: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<SecretString>, StorageError> {
        let unexpired = Entity::find_by_id(hash).filter(Column::ExpiresAt.gt(now.as_millis()));
        let of_host = unexpired.filter(Column::Host.eq(host));
        let own = match cookie_hash {
            Some(cookie_hash) => of_host.filter(Column::CookieHash.eq(cookie_hash)),
            None => of_host.filter(Column::CookieHash.is_null()),
        };
        let Some(row) = own.one(self.0.writer()).await? else { return Ok(None) };
        if Entity::delete_by_id(hash).exec(self.0.writer()).await?.rows_affected != 1 {
            return Ok(None);
        }
        self.0.kit().sealer.open(cell(&row.hash), &row.content).map(Some)
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: "login_relay", column: "content", row }
}
