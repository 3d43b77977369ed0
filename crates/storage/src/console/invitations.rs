//! Invitations: links that are good once, by which somebody becomes an administrator.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    Access, StorageError,
    engine::reach::remove_where,
    engine::sealing::Cell,
    entity::administrator_invitation::{ActiveModel, Column, Entity},
};

/// An invitation as the database has it.
#[derive(Clone, Debug)]
pub struct StoredInvitation {
    /// The hash of the link's secret.
    pub hash: String,
    /// Its kind, in the caller's word; of some kinds, all end with the first that is used.
    pub kind: String,
    /// The name that it is for; `None` where whoever has it chooses one.
    pub name: Option<String>,
    /// The role that it gives, in the caller's word.
    pub role: String,
    /// The secret that the authenticator is to share; sealed at rest.
    pub totp_secret: SecretString,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
}

/// The invitations.
pub struct Invitations<'a, A>(pub(crate) &'a A);

impl<A: Access> Invitations<'_, A> {
    /// Adds an invitation.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn add(&self, invitation: &StoredInvitation) -> Result<(), StorageError> {
        let secret = self.0.kit().sealer.seal(cell(&invitation.hash), invitation.totp_secret.expose_secret())?;
        let row = ActiveModel {
            hash: Set(invitation.hash.clone()),
            kind: Set(invitation.kind.clone()),
            name: Set(invitation.name.clone()),
            role: Set(invitation.role.clone()),
            totp_secret: Set(secret),
            created_at: Set(invitation.created_at.as_millis()),
            expires_at: Set(invitation.expires_at.as_millis()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The invitation of this link, while it is of use.
    ///
    /// # Errors
    /// When the database is out of reach, or its secret does not open.
    pub async fn lookup(&self, hash: &str, now: Timestamp) -> Result<Option<StoredInvitation>, StorageError> {
        let row = Entity::find_by_id(hash).filter(Column::ExpiresAt.gt(now.as_millis())).one(self.0.writer()).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(StoredInvitation {
            totp_secret: self.0.kit().sealer.open(cell(&row.hash), &row.totp_secret)?,
            hash: row.hash,
            kind: row.kind,
            name: row.name,
            role: row.role,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        }))
    }

    /// Takes an invitation, which is then gone; answers `false` where somebody else took it.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn take(&self, hash: &str) -> Result<bool, StorageError> {
        Ok(remove_where::<A, Entity>(self.0, Column::Hash.eq(hash)).await? == 1)
    }

    /// Takes all invitations of a kind in one statement; answers how many there were.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn take_all(&self, kind: &str) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::Kind.eq(kind)).await
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
    Cell { table: "administrator_invitation", column: "totp_secret", row }
}
