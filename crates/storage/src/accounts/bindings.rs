//! Bindings: which subject of a login type, in which company, is which user.

mod find_or_create;

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};
use serde_json::{Map, Value};

use crate::{
    Access, StorageError, StoredProfile,
    accounts::users,
    engine::column::Column as Place,
    engine::reach::{begin, insert_if_absent},
    entity::binding::{ActiveModel, Column, Entity, Model},
    retry_on_deadlock,
};

const PROFILE: Place = Place { table: "binding", name: "profile" };

/// A subject and its user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Binding {
    /// Full name of the login type.
    pub login_type: String,
    /// The company.
    pub corp_id: String,
    /// The id within the company.
    pub subject: String,
    /// The user.
    pub user_id: String,
    /// The profile of the subject beyond that of a user.
    pub extra: Map<String, Value>,
    /// Since when.
    pub created_at: Timestamp,
}

/// The outcome of a new binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddedBinding {
    /// The subject is the user's now.
    NewOrRepeat,
    /// The subject was tied already, to the user of this id.
    Taken(String),
}

/// The ties between users and login types.
pub struct Bindings<'a, A>(pub(crate) &'a A);

impl<A: Access> Bindings<'_, A> {
    /// The binding of a subject.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(
        &self,
        login_type: &str,
        corp_id: &str,
        subject: &str,
    ) -> Result<Option<Binding>, StorageError> {
        let row = of_subject(login_type, corp_id, subject).one(self.0.reader()).await?;
        row.map(Binding::try_from).transpose()
    }

    /// All bindings of a user, the oldest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list_by_user(&self, user_id: &str) -> Result<Vec<Binding>, StorageError> {
        let of_user = Entity::find().filter(Column::UserId.eq(user_id)).order_by_asc(Column::CreatedAt);
        of_user.all(self.0.reader()).await?.into_iter().map(Binding::try_from).collect()
    }

    /// The subjects of a company that a login type knows, behind `after`, `limit` at most, in their order.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn subjects(
        &self,
        login_type: &str,
        corp_id: &str,
        (after, limit): (&str, u64),
    ) -> Result<Vec<String>, StorageError> {
        let of_corp = Entity::find().select_only().column(Column::Subject).filter(Column::LoginType.eq(login_type));
        let of_corp = of_corp.filter(Column::CorpId.eq(corp_id)).filter(Column::Subject.gt(after));
        Ok(of_corp.order_by_asc(Column::Subject).limit(limit).into_tuple().all(self.0.reader()).await?)
    }

    /// All bindings of these users, by user, company and subject.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list_by_users(&self, user_ids: &[&str]) -> Result<Vec<Binding>, StorageError> {
        let of_users = Entity::find().filter(Column::UserId.is_in(user_ids.iter().copied()));
        let ordered = [Column::UserId, Column::CorpId, Column::Subject].into_iter();
        let ordered = ordered.fold(of_users, QueryOrder::order_by_asc);
        ordered.all(self.0.reader()).await?.into_iter().map(Binding::try_from).collect()
    }

    /// Ties a subject to a user, unless it is tied already.
    ///
    /// # Errors
    /// [`StorageError::NoOwner`] when there is no such user, or when the database does not do it.
    pub async fn add(
        &self,
        login_type: &str,
        corp_id: &str,
        subject: &str,
        user_id: &str,
        profile: &StoredProfile,
        now: Timestamp,
    ) -> Result<AddedBinding, StorageError> {
        let row = ActiveModel {
            login_type: Set(login_type.to_owned()),
            corp_id: Set(corp_id.to_owned()),
            subject: Set(subject.to_owned()),
            user_id: Set(user_id.to_owned()),
            profile: Set(text(&profile.extra)?),
            profile_time: Set(now.as_millis()),
            created_at: Set(now.as_millis()),
        };
        if insert_if_absent(self.0.writer(), row).await?.is_some() {
            return Ok(AddedBinding::NewOrRepeat);
        }
        let found = of_subject(login_type, corp_id, subject).one(self.0.writer()).await?;
        Ok(AddedBinding::Taken(found.ok_or(StorageError::Conflict)?.user_id))
    }

    /// Takes over what was told of a subject at `told_at`, for its user and for the binding, unless something was told
    /// later; answers whether it has a user.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn update_profile(
        &self,
        login_type: &str,
        corp_id: &str,
        subject: &str,
        profile: &StoredProfile,
        told_at: Timestamp,
    ) -> Result<bool, StorageError> {
        retry_on_deadlock!(A::TRIES, self.try_update_profile([login_type, corp_id, subject], profile, told_at))
    }

    async fn try_update_profile(
        &self,
        [login_type, corp_id, subject]: [&str; 3],
        profile: &StoredProfile,
        told_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let transaction = begin(self.0).await?;
        let found = of_subject(login_type, corp_id, subject).lock_exclusive().one(&transaction).await?;
        let Some(found) = found else { return Ok(false) };
        if found.profile_time <= told_at.as_millis() {
            take_over(&transaction, found, profile, told_at).await?;
            transaction.commit().await?;
        }
        Ok(true)
    }

    /// Gives a subject that was tied up to `told_at` another id, unless somebody has that already; answers whether it did.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when somebody got the new id meanwhile, or when the database does not do it.
    pub async fn rename(
        &self,
        login_type: &str,
        corp_id: &str,
        subject: &str,
        new_subject: &str,
        told_at: Timestamp,
    ) -> Result<bool, StorageError> {
        if of_subject(login_type, corp_id, new_subject).one(self.0.writer()).await?.is_some() {
            return Ok(false);
        }
        let renamed = Entity::update_many()
            .col_expr(Column::Subject, Expr::value(new_subject))
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::CorpId.eq(corp_id))
            .filter(Column::Subject.eq(subject))
            .filter(Column::CreatedAt.lte(told_at.as_millis()))
            .exec(self.0.writer())
            .await?;
        Ok(renamed.rows_affected == 1)
    }

    /// Unties a user from its subject in a company; answers whether it was tied to one.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove(&self, user_id: &str, login_type: &str, corp_id: &str) -> Result<bool, StorageError> {
        let removed = Entity::delete_many()
            .filter(Column::UserId.eq(user_id))
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::CorpId.eq(corp_id))
            .exec(self.0.writer())
            .await?;
        Ok(removed.rows_affected > 0)
    }
}

fn of_subject(login_type: &str, corp_id: &str, subject: &str) -> Select<Entity> {
    Entity::find_by_id((login_type.to_owned(), corp_id.to_owned(), subject.to_owned()))
}

/// Writes what is known over what was: name and portrait of the user, the rest of the binding.
async fn take_over<C: sea_orm::ConnectionTrait>(
    connection: &C,
    found: Model,
    profile: &StoredProfile,
    now: Timestamp,
) -> Result<(), StorageError> {
    if *profile == StoredProfile::default() {
        return Ok(());
    }
    if profile.name.is_some() || profile.avatar.is_some() {
        users::take_over(connection, &found.user_id, profile, now).await?;
    }
    let mut extra: Map<String, Value> = PROFILE.read_opt_json(found.profile.as_deref())?.unwrap_or_default();
    extra.extend(profile.extra.clone());
    let change = ActiveModel { profile: Set(text(&extra)?), profile_time: Set(now.as_millis()), ..Default::default() };
    Entity::update_many()
        .set(change)
        .filter(Column::LoginType.eq(found.login_type))
        .filter(Column::CorpId.eq(found.corp_id))
        .filter(Column::Subject.eq(found.subject))
        .exec(connection)
        .await?;
    Ok(())
}

fn text(extra: &Map<String, Value>) -> Result<Option<String>, StorageError> {
    if extra.is_empty() { Ok(None) } else { PROFILE.write_json(extra).map(Some) }
}

impl TryFrom<Model> for Binding {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, StorageError> {
        Ok(Self {
            extra: PROFILE.read_opt_json(row.profile.as_deref())?.unwrap_or_default(),
            login_type: row.login_type,
            corp_id: row.corp_id,
            subject: row.subject,
            user_id: row.user_id,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}
