//! Consents: what a user granted a client.

use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use crate::{
    Access, StorageError,
    entity::oidc_consent::{ActiveModel, Column, Entity},
};

/// Consents.
pub struct Consents<'a, A>(pub(crate) &'a A);

/// A user and a client of an app.
#[derive(Clone, Copy, Debug)]
pub struct ConsentKey<'a> {
    /// The user.
    pub user_id: &'a str,
    /// The app.
    pub app: &'a str,
    /// The client.
    pub client_id: &'a str,
}

impl ConsentKey<'_> {
    fn owned(self) -> (String, String, String) {
        (self.user_id.to_owned(), self.app.to_owned(), self.client_id.to_owned())
    }
}

impl<A: Access> Consents<'_, A> {
    /// The scopes that the user granted the client, with blanks between.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, key: ConsentKey<'_>) -> Result<Option<String>, StorageError> {
        Ok(Entity::find_by_id(key.owned()).one(self.0.reader()).await?.map(|row| row.scope))
    }

    /// Keeps the scopes that the user grants the client, in the place of those before.
    ///
    /// # Errors
    /// [`StorageError::NoOwner`] when the user is not there, or when the database does not do it.
    pub async fn put(&self, key: ConsentKey<'_>, scope: &str) -> Result<(), StorageError> {
        let (user_id, app, client_id) = key.owned();
        let row = ActiveModel {
            user_id: Set(user_id),
            app: Set(app),
            client_id: Set(client_id),
            scope: Set(scope.to_owned()),
            updated_at: Set(self.0.now().as_millis()),
        };
        let over = OnConflict::columns([Column::UserId, Column::App, Column::ClientId])
            .update_columns([Column::Scope, Column::UpdatedAt])
            .to_owned();
        Entity::insert(row).on_conflict(over).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }
}
