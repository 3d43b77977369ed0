//! `set_org_code`: the short name by which members find their company.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};
use wecom_types::{CorpId, SuiteId};

use super::{CorpAuths, of_corp};
use crate::{
    Access, StorageError,
    engine::reach::begin,
    entity::corp_auth::{ActiveModel, Column, Entity},
    retry_on_deadlock,
    wecom::SetOrgCode,
    wecom::corp_auth::CANCELLED,
};

impl<A: Access> CorpAuths<'_, A> {
    /// Gives a company its organisation code, or with `None` takes it away. A code belongs to one company of a suite,
    /// letter by letter; one that a cancelled company left behind is free.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn set_org_code(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        code: Option<&str>,
    ) -> Result<SetOrgCode, StorageError> {
        retry_on_deadlock!(A::TRIES, self.try_set_org_code(suite, corp, code))
    }

    async fn try_set_org_code(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        code: Option<&str>,
    ) -> Result<SetOrgCode, StorageError> {
        let transaction = begin(self.0).await?;
        let found = of_corp(suite, corp).lock_exclusive().one(&transaction).await?;
        let Some(found) = found.filter(|row| row.status != CANCELLED) else {
            return Ok(SetOrgCode::UnknownCorp);
        };
        if let Some(code) = code {
            free(&transaction, suite, code).await?;
        }
        let change = ActiveModel {
            org_code: Set(code.map(str::to_owned)),
            updated_at: Set(self.0.now().as_millis()),
            ..ActiveModel::from(found)
        };
        match change.update(&transaction).await.map_err(StorageError::from) {
            Ok(_) => transaction.commit().await.map(|()| SetOrgCode::Set).map_err(StorageError::from),
            Err(StorageError::Conflict) => Ok(SetOrgCode::Taken),
            Err(error) => Err(error),
        }
    }
}

/// Takes the code away from a company that cancelled.
async fn free<C: ConnectionTrait>(connection: &C, suite: &SuiteId, code: &str) -> Result<(), StorageError> {
    Entity::update_many()
        .set(ActiveModel { org_code: Set(None), ..Default::default() })
        .filter(Column::SuiteId.eq(suite.as_str()))
        .filter(Column::OrgCode.eq(code))
        .filter(Column::Status.eq(CANCELLED))
        .exec(connection)
        .await?;
    Ok(())
}
