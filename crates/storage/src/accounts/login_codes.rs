//! Login codes: what `getLoginCode` gives away, kept as hashes until somebody uses them.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use serde::{Deserialize, Serialize};

use crate::{
    Access, StorageError,
    engine::column::Column as Place,
    engine::reach::remove_where,
    entity::login_code::{ActiveModel, Column, Entity, Model},
};

const CORPS: Place = Place { table: "login_code", name: "corps" };

/// A login code as the database has it: not the code itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLoginCode {
    /// The hash of the code.
    pub hash: String,
    /// The user whom it logs in.
    pub user_id: String,
    /// Full name of the login type that recognised the user.
    pub login_type: String,
    /// The app of the instance.
    pub app: String,
    /// Full name of the instance.
    pub instance: String,
    /// The realm of revocations within the login type: for WeCom the suite.
    pub realm: String,
    /// The id within the company.
    pub subject: String,
    /// The companies that may be chosen.
    pub corps: Vec<StoredCorp>,
    /// The client that alone may use it; anybody may where none is named.
    pub client_id: Option<String>,
    /// The session that handed it over, which the session that it opens ends with.
    pub session_id: Option<String>,
    /// When it was given.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
}

/// A company of a login code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredCorp {
    /// The company.
    pub corp_id: String,
    /// Its name.
    pub corp_name: String,
}

/// Login codes that nobody used yet.
pub struct LoginCodes<'a, A>(pub(crate) &'a A);

impl<A: Access> LoginCodes<'_, A> {
    /// Adds a code.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its hash is there, [`StorageError::NoOwner`] when its user is not, or when the
    /// database does not do it.
    pub async fn add(&self, code: &StoredLoginCode) -> Result<(), StorageError> {
        let row = ActiveModel {
            hash: Set(code.hash.clone()),
            user_id: Set(code.user_id.clone()),
            app: Set(code.app.clone()),
            instance: Set(code.instance.clone()),
            login_type: Set(code.login_type.clone()),
            realm: Set(code.realm.clone()),
            subject: Set(code.subject.clone()),
            corps: Set(CORPS.write_json(&code.corps)?),
            client_id: Set(code.client_id.clone()),
            session_id: Set(code.session_id.clone()),
            created_at: Set(code.created_at.as_millis()),
            expires_at: Set(code.expires_at.as_millis()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Takes a code out, once: of several callers one gets it. `None` for one that is unknown, used or expired.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn consume(&self, hash: &str, now: Timestamp) -> Result<Option<StoredLoginCode>, StorageError> {
        let unexpired = Entity::find_by_id(hash).filter(Column::ExpiresAt.gt(now.as_millis()));
        let Some(row) = unexpired.one(self.0.writer()).await? else { return Ok(None) };
        let removed = Entity::delete_by_id(hash).exec(self.0.writer()).await?;
        if removed.rows_affected == 0 {
            return Ok(None);
        }
        StoredLoginCode::try_from(row).map(Some)
    }

    /// Removes the codes of a login type's realm that log in to a company, all or those of one subject; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_for(
        &self,
        login_type: &str,
        realm: &str,
        corp_id: &str,
        subject: Option<&str>,
    ) -> Result<u64, StorageError> {
        let rows = Entity::find()
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::Realm.eq(realm))
            .apply_if(subject, |query, subject| query.filter(Column::Subject.eq(subject)))
            .all(self.0.writer())
            .await?;
        let mut hashes = Vec::new();
        for row in rows {
            let code = StoredLoginCode::try_from(row)?;
            if code.corps.iter().any(|corp| corp.corp_id == corp_id) {
                hashes.push(code.hash);
            }
        }
        let mut removed = 0;
        for some in hashes.chunks(500) {
            let of_these = Entity::delete_many().filter(Column::Hash.is_in(some.iter().map(String::as_str)));
            removed += of_these.exec(self.0.writer()).await?.rows_affected;
        }
        Ok(removed)
    }

    /// Removes the codes that log in as a user; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_of_user(&self, user_id: &str) -> Result<u64, StorageError> {
        let of_user = Entity::delete_many().filter(Column::UserId.eq(user_id));
        Ok(of_user.exec(self.0.writer()).await?.rows_affected)
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}

impl TryFrom<Model> for StoredLoginCode {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, StorageError> {
        Ok(Self {
            corps: CORPS.read_json(&row.corps)?,
            hash: row.hash,
            user_id: row.user_id,
            login_type: row.login_type,
            app: row.app,
            instance: row.instance,
            realm: row.realm,
            subject: row.subject,
            client_id: row.client_id,
            session_id: row.session_id,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}
