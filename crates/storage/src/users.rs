//! Users: who may be logged in, whatever login types know them by.

use clock::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
};
use serde_json::{Map, Value};

use crate::{
    Access, StorageError,
    entity::local_user::{ActiveModel, Column, Entity, Model},
};

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id: random, at most 32 characters.
    pub id: String,
    /// The name, once known.
    pub name: Option<String>,
    /// Where the portrait is, once known.
    pub avatar: Option<String>,
    /// Whether the user is kept out.
    pub disabled: bool,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When something of it last changed.
    pub updated_at: Timestamp,
}

/// What a login type found out about a subject; what is `None` or left out stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredProfile {
    /// The name; the user's.
    pub name: Option<String>,
    /// Where the portrait is; the user's.
    pub avatar: Option<String>,
    /// Anything else, by name; the binding's.
    pub extra: Map<String, Value>,
}

/// The users.
pub struct Users<'a, A>(pub(crate) &'a A);

impl<A: Access> Users<'_, A> {
    /// The user of this id.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, id: &str) -> Result<Option<User>, StorageError> {
        Ok(Entity::find_by_id(id).one(self.0.reader()).await?.map(User::from))
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the id is taken, or when the database does not do it.
    pub async fn add(&self, user: &User) -> Result<(), StorageError> {
        insert(self.0.writer(), user).await
    }

    /// Takes over the name and portrait that are known; answers whether there is such a user.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn update_profile(&self, id: &str, profile: &StoredProfile) -> Result<bool, StorageError> {
        take_over(self.0.writer(), id, profile, self.0.now()).await
    }
}

pub(crate) async fn insert<C: ConnectionTrait>(connection: &C, user: &User) -> Result<(), StorageError> {
    let row = ActiveModel {
        id: Set(user.id.clone()),
        name: Set(user.name.clone()),
        avatar: Set(user.avatar.clone()),
        disabled: Set(user.disabled),
        created_at: Set(user.created_at.as_millis()),
        updated_at: Set(user.updated_at.as_millis()),
    };
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Writes what is known of a user's profile over what was.
pub(crate) async fn take_over<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    profile: &StoredProfile,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let known = |value: &Option<String>| value.clone().map_or(NotSet, |value| Set(Some(value)));
    let change = ActiveModel {
        name: known(&profile.name),
        avatar: known(&profile.avatar),
        updated_at: Set(now.as_millis()),
        ..Default::default()
    };
    let changed = Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(connection).await?;
    Ok(changed.rows_affected == 1)
}

impl From<Model> for User {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            avatar: row.avatar,
            disabled: row.disabled,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        }
    }
}
