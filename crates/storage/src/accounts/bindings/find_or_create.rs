//! `find_or_create`: the user of a subject, made when it is first seen.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QuerySelect};

use super::{Bindings, of_subject, take_over, text};
use crate::{
    Access, StorageError, StoredProfile, User,
    accounts::users,
    engine::reach::{begin, insert_if_absent},
    entity::{binding::ActiveModel, local_user},
    retry_on_deadlock,
};

/// Length of a user's random id: 154 bits.
const USER_ID_LEN: usize = 26;

impl<A: Access> Bindings<'_, A> {
    /// The user of a subject and whether it was made by this call: of several first logins at once, one makes it. What
    /// is known anew of the subject is taken over.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn find_or_create(
        &self,
        login_type: &str,
        corp_id: &str,
        subject: &str,
        profile: &StoredProfile,
    ) -> Result<(User, bool), StorageError> {
        retry_on_deadlock!(A::TRIES, self.try_find_or_create([login_type, corp_id, subject], profile))
    }

    async fn try_find_or_create(
        &self,
        [login_type, corp_id, subject]: [&str; 3],
        profile: &StoredProfile,
    ) -> Result<(User, bool), StorageError> {
        let now = self.0.now();
        let transaction = begin(self.0).await?;
        if let Some(user) = known(&transaction, [login_type, corp_id, subject], profile, now).await? {
            transaction.commit().await?;
            return Ok((user, false));
        }
        let user = User {
            id: self.0.kit().entropy.alphanumeric(USER_ID_LEN),
            name: profile.name.clone(),
            avatar: profile.avatar.clone(),
            disabled: false,
            created_at: now,
            updated_at: now,
        };
        let binding = ActiveModel {
            login_type: Set(login_type.to_owned()),
            corp_id: Set(corp_id.to_owned()),
            subject: Set(subject.to_owned()),
            user_id: Set(user.id.clone()),
            profile: Set(text(&profile.extra)?),
            profile_time: Set(now.as_millis()),
            created_at: Set(now.as_millis()),
        };
        users::insert(&transaction, &user).await?;
        if insert_if_absent(&transaction, binding).await?.is_some() {
            transaction.commit().await?;
            return Ok((user, true));
        }
        // Where writers do not queue, another one may have been faster between the look and the insert.
        transaction.rollback().await?;
        let transaction = begin(self.0).await?;
        let user = known(&transaction, [login_type, corp_id, subject], profile, now).await?;
        transaction.commit().await?;
        Ok((user.ok_or(StorageError::Conflict)?, false))
    }
}

/// The user of a subject that is tied already, with what is known anew.
async fn known<C: ConnectionTrait>(
    connection: &C,
    [login_type, corp_id, subject]: [&str; 3],
    profile: &StoredProfile,
    now: Timestamp,
) -> Result<Option<User>, StorageError> {
    let found = of_subject(login_type, corp_id, subject).lock_exclusive().one(connection).await?;
    let Some(found) = found else { return Ok(None) };
    let user_id = found.user_id.clone();
    if *profile != StoredProfile::default() {
        take_over(connection, found, profile, now).await?;
    }
    Ok(local_user::Entity::find_by_id(user_id).one(connection).await?.map(User::from))
}
