//! Users: who may be logged in, whatever login types know them by.

use clock::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::{Map, Value};

use crate::{
    Access, StorageError,
    entity::{
        binding,
        local_user::{ActiveModel, Column, Entity, Model},
    },
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
    /// Whether the user is disabled.
    pub disabled: bool,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When something of it last changed.
    pub updated_at: Timestamp,
}

/// The findings of a login type about a subject; a field that is `None` or left out stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredProfile {
    /// The name; the user's.
    pub name: Option<String>,
    /// Where the portrait is; the user's.
    pub avatar: Option<String>,
    /// Anything else, by name; the binding's.
    pub extra: Map<String, Value>,
}

/// Which users to list: those that fit everything that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Only users who are tied to somebody of this company.
    pub corp_id: Option<String>,
    /// Only users who are tied to a subject of this id.
    pub subject: Option<String>,
    /// Only users who are kept out, or only the others.
    pub disabled: Option<bool>,
    /// Only users whose ids come after this one.
    pub after: Option<String>,
    /// Greatest number of entries.
    pub limit: u64,
}

impl UserFilter {
    fn condition(&self) -> Condition {
        let given = [(binding::Column::CorpId, &self.corp_id), (binding::Column::Subject, &self.subject)];
        let given = given.into_iter().filter_map(|(column, value)| Some(column.eq(value.as_deref()?)));
        let tied = given.fold(Condition::all(), Condition::add);
        let mut all = Condition::all();
        if !tied.is_empty() {
            let of_ties = binding::Entity::find().select_only().column(binding::Column::UserId).filter(tied);
            all = all.add(Column::Id.in_subquery(of_ties.into_query()));
        }
        let flag = self.disabled.map(|disabled| Column::Disabled.eq(disabled));
        let place = self.after.as_deref().map(|id| Column::Id.gt(id));
        flag.into_iter().chain(place).fold(all, Condition::add)
    }
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

    /// The user of this id, who is not changed by anybody else until the transaction ends.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn hold(&self, id: &str) -> Result<Option<User>, StorageError> {
        Ok(Entity::find_by_id(id).lock_exclusive().one(self.0.writer()).await?.map(User::from))
    }

    /// The users that fit, in the order of their ids.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self, filter: &UserFilter) -> Result<Vec<User>, StorageError> {
        let users = Entity::find().filter(filter.condition()).order_by_asc(Column::Id).limit(filter.limit);
        Ok(users.all(self.0.reader()).await?.into_iter().map(User::from).collect())
    }

    /// Keeps a user out, or lets them in again; answers whether that is a change, `None` where there is no such user.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn set_disabled(&self, id: &str, disabled: bool) -> Result<Option<bool>, StorageError> {
        let Some(user) = self.hold(id).await? else { return Ok(None) };
        let change =
            ActiveModel { disabled: Set(disabled), updated_at: Set(self.0.now().as_millis()), ..Default::default() };
        Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(self.0.writer()).await?;
        Ok(Some(user.disabled != disabled))
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
