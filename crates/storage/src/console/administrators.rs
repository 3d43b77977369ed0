//! Administrators: who may use the console.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect as _};
use secrecy::SecretString;

use crate::{
    Access, StorageError,
    engine::column::{millis, moment},
    engine::sealing::Cell,
    entity::administrator::{ActiveModel, Column, Entity, Model},
};

/// An administrator as the database has them.
#[derive(Clone, Debug)]
pub struct StoredAdministrator {
    /// Their id.
    pub id: String,
    /// Their name, which they sign in by.
    pub name: String,
    /// Their role, in the caller's word.
    pub role: String,
    /// The hash of their password.
    pub password_hash: String,
    /// The secret that their authenticator shares; sealed at rest.
    pub totp_secret: SecretString,
    /// The last step of time whose code they used: no code is good twice.
    pub totp_step: i64,
    /// Whether they are kept out.
    pub disabled: bool,
    /// Since when they are there.
    pub created_at: Timestamp,
    /// When they signed in last.
    pub signed_in_at: Option<Timestamp>,
}

/// The administrators.
pub struct Administrators<'a, A>(pub(crate) &'a A);

impl<A: Access> Administrators<'_, A> {
    /// Adds an administrator.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the id or the name is taken, or when the database does not do it.
    pub async fn add(&self, administrator: &StoredAdministrator) -> Result<(), StorageError> {
        let row = self.row(administrator)?;
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Writes an administrator anew, whatever they were; answers whether they are there.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn update(&self, administrator: &StoredAdministrator) -> Result<bool, StorageError> {
        let row = self.row(administrator)?;
        let of_id = Entity::update_many().set(row).filter(Column::Id.eq(administrator.id.as_str()));
        Ok(of_id.exec(self.0.writer()).await?.rows_affected == 1)
    }

    /// Notes that the code of a step of time was used; answers `false` where it, or a later one, was used before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn use_step(&self, id: &str, step: i64, now: Timestamp) -> Result<bool, StorageError> {
        let used = ActiveModel { totp_step: Set(step), signed_in_at: Set(Some(now.as_millis())), ..Default::default() };
        let earlier = Entity::update_many().set(used).filter(Column::Id.eq(id)).filter(Column::TotpStep.lt(step));
        Ok(earlier.exec(self.0.writer()).await?.rows_affected == 1)
    }

    /// The administrator of this id.
    ///
    /// # Errors
    /// When the database is out of reach, or their secret does not open.
    pub async fn lookup(&self, id: &str) -> Result<Option<StoredAdministrator>, StorageError> {
        let row = Entity::find_by_id(id).one(self.0.writer()).await?;
        row.map(|row| self.opened(row)).transpose()
    }

    /// The administrator of this name.
    ///
    /// # Errors
    /// When the database is out of reach, or their secret does not open.
    pub async fn lookup_by_name(&self, name: &str) -> Result<Option<StoredAdministrator>, StorageError> {
        let row = Entity::find().filter(Column::Name.eq(name)).one(self.0.writer()).await?;
        row.map(|row| self.opened(row)).transpose()
    }

    /// All of them, by their names.
    ///
    /// # Errors
    /// When the database is out of reach, or a secret does not open.
    pub async fn list(&self) -> Result<Vec<StoredAdministrator>, StorageError> {
        let rows = Entity::find().order_by_asc(Column::Name).all(self.0.writer()).await?;
        rows.into_iter().map(|row| self.opened(row)).collect()
    }

    /// All of them, by their names, whom nobody else changes until the transaction ends.
    ///
    /// # Errors
    /// When the database is out of reach, or a secret does not open.
    pub async fn hold_all(&self) -> Result<Vec<StoredAdministrator>, StorageError> {
        let rows = Entity::find().order_by_asc(Column::Name).lock_exclusive().all(self.0.writer()).await?;
        rows.into_iter().map(|row| self.opened(row)).collect()
    }

    /// How many there are.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count(&self) -> Result<u64, StorageError> {
        Ok(Entity::find().count(self.0.writer()).await?)
    }

    fn row(&self, administrator: &StoredAdministrator) -> Result<ActiveModel, StorageError> {
        use secrecy::ExposeSecret as _;
        let secret = administrator.totp_secret.expose_secret();
        Ok(ActiveModel {
            id: Set(administrator.id.clone()),
            name: Set(administrator.name.clone()),
            role: Set(administrator.role.clone()),
            password_hash: Set(administrator.password_hash.clone()),
            totp_secret: Set(self.0.kit().sealer.seal(cell(&administrator.id), secret)?),
            totp_step: Set(administrator.totp_step),
            disabled: Set(administrator.disabled),
            created_at: Set(administrator.created_at.as_millis()),
            signed_in_at: Set(millis(administrator.signed_in_at)),
        })
    }

    fn opened(&self, row: Model) -> Result<StoredAdministrator, StorageError> {
        Ok(StoredAdministrator {
            totp_secret: self.0.kit().sealer.open(cell(&row.id), &row.totp_secret)?,
            id: row.id,
            name: row.name,
            role: row.role,
            password_hash: row.password_hash,
            totp_step: row.totp_step,
            disabled: row.disabled,
            created_at: Timestamp::from_millis(row.created_at),
            signed_in_at: moment(row.signed_in_at),
        })
    }
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: "administrator", column: "totp_secret", row }
}
