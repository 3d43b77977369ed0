//! Login hosts: the hosts of their own that the members of a company, or of an instance, log in at.

use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, sea_query::OnConflict};

use crate::{
    Access, StorageError,
    engine::column::Column as Place,
    entity::login_host::{ActiveModel, Column, Entity, Model},
};

const KIND: Place = Place { table: "login_host", name: "kind" };

/// The owner of a login host within an app.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostOwner {
    /// A company, by its id.
    Corp(String),
    /// An instance, by its full name.
    Instance(String),
}

/// A login host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginHost {
    /// The app.
    pub app: String,
    /// Whose it is.
    pub owner: HostOwner,
    /// Where browsers reach it: `https://login.company.example/`.
    pub url: String,
}

/// The hosts that companies log in at.
pub struct LoginHosts<'a, A>(pub(crate) &'a A);

impl<A: Access> LoginHosts<'_, A> {
    /// All of them, in the order of app and owner.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self) -> Result<Vec<LoginHost>, StorageError> {
        let rows = Entity::find().order_by_asc(Column::App).order_by_asc(Column::Kind).order_by_asc(Column::Owner);
        rows.all(self.0.reader()).await?.into_iter().map(LoginHost::try_from).collect()
    }

    /// Keeps a host, in the place of the owner's before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn put(&self, host: &LoginHost) -> Result<(), StorageError> {
        let (kind, owner) = host.owner.stored();
        let row = ActiveModel {
            app: Set(host.app.clone()),
            kind: Set(kind.to_owned()),
            owner: Set(owner.to_owned()),
            url: Set(host.url.clone()),
            updated_at: Set(self.0.now().as_millis()),
        };
        let over = OnConflict::columns([Column::App, Column::Kind, Column::Owner])
            .update_columns([Column::Url, Column::UpdatedAt])
            .to_owned();
        Entity::insert(row).on_conflict(over).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Takes the host of an owner away; answers whether there was one.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove(&self, app: &str, owner: &HostOwner) -> Result<bool, StorageError> {
        let (kind, owner) = owner.stored();
        let key = (app.to_owned(), kind.to_owned(), owner.to_owned());
        Ok(Entity::delete_by_id(key).exec(self.0.writer()).await?.rows_affected == 1)
    }
}

impl HostOwner {
    const CORP: &str = "corp";
    const INSTANCE: &str = "instance";

    /// The id of a company or the full name of an instance.
    pub fn id(&self) -> &str {
        match self {
            Self::Corp(id) | Self::Instance(id) => id,
        }
    }

    fn stored(&self) -> (&'static str, &str) {
        match self {
            Self::Corp(id) => (Self::CORP, id),
            Self::Instance(name) => (Self::INSTANCE, name),
        }
    }
}

impl TryFrom<Model> for LoginHost {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, StorageError> {
        let owner = match row.kind.as_str() {
            HostOwner::CORP => HostOwner::Corp(row.owner),
            HostOwner::INSTANCE => HostOwner::Instance(row.owner),
            _ => return Err(KIND.corrupt()),
        };
        Ok(Self { app: row.app, owner, url: row.url })
    }
}
