//! Subjects: the `sub` of a user for the clients of a sector, made once.

use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    Access, StorageError,
    engine::reach::insert_if_absent,
    entity::oidc_subject::{ActiveModel, Entity},
};

/// Subjects.
pub struct Subjects<'a, A>(pub(crate) &'a A);

impl<A: Access> Subjects<'_, A> {
    /// The `sub` of a user in a sector; `fresh` where there is none yet, which stays from then on. Of several callers all are
    /// told the same.
    ///
    /// # Errors
    /// [`StorageError::NoOwner`] when the user is not there, or when the database does not do it.
    pub async fn find_or_add(&self, user_id: &str, sector: &str, fresh: &str) -> Result<String, StorageError> {
        let key = (user_id.to_owned(), sector.to_owned());
        if let Some(row) = Entity::find_by_id(key.clone()).one(self.0.reader()).await? {
            return Ok(row.sub);
        }
        let row = ActiveModel {
            user_id: Set(key.0.clone()),
            sector: Set(key.1.clone()),
            sub: Set(fresh.to_owned()),
            created_at: Set(self.0.now().as_millis()),
        };
        insert_if_absent(self.0.writer(), row).await?;
        let found = Entity::find_by_id(key).one(self.0.writer()).await?;
        Ok(found.map_or_else(|| fresh.to_owned(), |row| row.sub))
    }
}
