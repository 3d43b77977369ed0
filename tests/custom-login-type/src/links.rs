//! `Links`: the table of the links that were made, `OneTimeLinkModel`, in the server's database.

mod one_time_link;

use database_connection::OwnTable;
use login_type::{CallError, InstanceName, Timestamp};
use sea_orm::{DatabaseConnection, IntoActiveModel, entity::prelude::*, sea_query::Expr};
use secrecy::SecretString;

/// The guest that a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invited {
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
}

/// The table of links; opened, and made where it is missing, when it is first needed.
#[derive(Clone)]
pub(crate) struct Links {
    table: OwnTable<one_time_link::Entity>,
}

impl Links {
    /// The table in the database at `url`; nothing is opened yet.
    pub(crate) fn new(url: &SecretString) -> Self {
        Self { table: OwnTable::new(url, one_time_link::Entity) }
    }

    /// Notes a link that was made.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(crate) async fn add(
        &self,
        id: &str,
        instance: &InstanceName,
        invited: Invited,
        expires_at: Timestamp,
    ) -> Result<(), CallError> {
        let row = one_time_link::Model {
            id: id.to_owned(),
            instance: instance.to_string(),
            subject: invited.subject,
            name: invited.name,
            expires_at: expires_at.as_secs(),
            is_used: false,
        };
        let inserted = one_time_link::Entity::insert(row.into_active_model());
        inserted.exec_without_returning(self.open().await?).await.map_err(CallError::unavailable)?;
        Ok(())
    }

    /// Takes a link out of use; `None` where it is unknown, was used before or is too old. Of two that come at once, one gets
    /// it.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(crate) async fn consume(
        &self,
        id: &str,
        instance: &InstanceName,
        now: Timestamp,
    ) -> Result<Option<Invited>, CallError> {
        use one_time_link::Column;
        let database = self.open().await?;
        let used = one_time_link::Entity::update_many()
            .col_expr(Column::IsUsed, Expr::value(true))
            .filter(Column::Id.eq(id))
            .filter(Column::Instance.eq(instance.to_string()))
            .filter(Column::IsUsed.eq(false))
            .filter(Column::ExpiresAt.gt(now.as_secs()));
        if used.exec(database).await.map_err(CallError::unavailable)?.rows_affected == 0 {
            return Ok(None);
        }
        let row = one_time_link::Entity::find_by_id(id).one(database).await.map_err(CallError::unavailable)?;
        Ok(row.map(|row| Invited { subject: row.subject, name: row.name }))
    }

    async fn open(&self) -> Result<&DatabaseConnection, CallError> {
        self.table.open().await.map_err(CallError::unavailable)
    }
}
