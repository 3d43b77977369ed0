//! Suite providers: the provider's own corpid, as the verification of a suite's callback URL told it last.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use wecom_types::{CorpId, SuiteId};

use crate::{
    Access, StorageError,
    engine::column::Column as Place,
    engine::reach::insert_if_absent,
    entity::suite_provider::{ActiveModel, Column, Entity},
};

const TABLE: &str = "suite_provider";

/// The provider of each suite.
pub struct SuiteProviders<'a, A>(pub(crate) &'a A);

impl<A: Access> SuiteProviders<'_, A> {
    /// Notes the provider's corpid, in place of an earlier one; answers whether it is another than before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn note(&self, suite: &SuiteId, corp: &CorpId, noted_at: Timestamp) -> Result<bool, StorageError> {
        if self.lookup(suite).await?.as_ref() == Some(corp) {
            return Ok(false);
        }
        let row = ActiveModel {
            suite_id: Set(suite.as_str().to_owned()),
            corp_id: Set(corp.as_str().to_owned()),
            noted_at: Set(noted_at.as_millis()),
        };
        if insert_if_absent(self.0.writer(), row.clone()).await?.is_none() {
            let of_suite = Column::SuiteId.eq(suite.as_str());
            Entity::update_many().set(row).filter(of_suite).exec(self.0.writer()).await?;
        }
        Ok(true)
    }

    /// The provider's corpid, once one was noted.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, suite: &SuiteId) -> Result<Option<CorpId>, StorageError> {
        let row = Entity::find_by_id(suite.as_str()).one(self.0.reader()).await?;
        row.map(|row| Place { table: TABLE, name: "corp_id" }.parse(row.corp_id)).transpose()
    }
}
