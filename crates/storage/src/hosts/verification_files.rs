//! Verification files: what a host serves at its root so that somebody believes whose it is.

use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, sea_query::OnConflict};

use crate::{
    Access, StorageError,
    entity::verification_file::{ActiveModel, Column, Entity, Model},
};

/// A file at the root of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationFile {
    /// The host's name.
    pub host: String,
    /// The file's name.
    pub name: String,
    /// The text, as it is served.
    pub content: String,
}

/// The files by which hosts are verified.
pub struct VerificationFiles<'a, A>(pub(crate) &'a A);

impl<A: Access> VerificationFiles<'_, A> {
    /// All of them, in the order of host and name.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self) -> Result<Vec<VerificationFile>, StorageError> {
        let rows = Entity::find().order_by_asc(Column::Host).order_by_asc(Column::Name).all(self.0.reader()).await?;
        Ok(rows.into_iter().map(VerificationFile::from).collect())
    }

    /// The file of this name at a host.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, host: &str, name: &str) -> Result<Option<VerificationFile>, StorageError> {
        let key = (host.to_owned(), name.to_owned());
        Ok(Entity::find_by_id(key).one(self.0.reader()).await?.map(VerificationFile::from))
    }

    /// Keeps a file, in the place of one before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn put(&self, file: &VerificationFile) -> Result<(), StorageError> {
        let row = ActiveModel {
            host: Set(file.host.clone()),
            name: Set(file.name.clone()),
            content: Set(file.content.clone()),
            updated_at: Set(self.0.now().as_millis()),
        };
        let over = OnConflict::columns([Column::Host, Column::Name])
            .update_columns([Column::Content, Column::UpdatedAt])
            .to_owned();
        Entity::insert(row).on_conflict(over).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Takes a file away; answers whether it was there.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove(&self, host: &str, name: &str) -> Result<bool, StorageError> {
        let key = (host.to_owned(), name.to_owned());
        Ok(Entity::delete_by_id(key).exec(self.0.writer()).await?.rows_affected == 1)
    }
}

impl From<Model> for VerificationFile {
    fn from(row: Model) -> Self {
        Self { host: row.host, name: row.name, content: row.content }
    }
}
