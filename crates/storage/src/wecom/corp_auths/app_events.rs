//! `note_app_event`, `without_app_events`: whose app sends its events here. A customized app sends them to a callback
//! address of its own, which somebody has to set for each company (97201).

use std::time::Duration;

use clock::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use wecom_types::{CorpId, SuiteId};

use super::CorpAuths;
use crate::{
    Access, StorageError,
    engine::set_back::noted_before,
    entity::corp_auth::{Column, Entity},
    wecom::corp_auth::AUTHORISED,
};

/// How exact the time of the last event is: an event writes nothing while the one before it is younger.
const EXACT_TO: Duration = Duration::from_hours(1);

impl<A: Access> CorpAuths<'_, A> {
    /// Notes that a company's app sent an event that was received at `at`.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn note_app_event(&self, suite: &SuiteId, corp: &CorpId, at: Timestamp) -> Result<(), StorageError> {
        let older = Condition::any()
            .add(Column::AppEventAt.is_null())
            .add(Column::AppEventAt.lte((at - EXACT_TO).as_millis()))
            .add(Column::AppEventAt.gt(noted_before(self.0.now())));
        Entity::update_many()
            .col_expr(Column::AppEventAt, Expr::value(at.as_millis()))
            .filter(Column::SuiteId.eq(suite.as_str()))
            .filter(Column::CorpId.eq(corp.as_str()))
            .filter(older)
            .exec(self.0.writer())
            .await?;
        Ok(())
    }

    /// Suites and companies, of all that are authorised since before `moment`, whose app never sent an event, at most
    /// `limit`.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn without_app_events(
        &self,
        moment: Timestamp,
        limit: u64,
    ) -> Result<Vec<(String, String)>, StorageError> {
        let silent = Entity::find()
            .select_only()
            .columns([Column::SuiteId, Column::CorpId])
            .filter(Column::Status.eq(AUTHORISED))
            .filter(Column::AuthTime.lt(moment.as_millis()))
            .filter(Column::AppEventAt.is_null())
            .order_by_asc(Column::SuiteId)
            .order_by_asc(Column::CorpId)
            .limit(limit);
        Ok(silent.into_tuple().all(self.0.reader()).await?)
    }
}
