//! `claim_due`, `reconcile_at`: whose turn it is to be asked about without being told to.

use std::time::Duration;

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
    sea_query::{Expr, ExprTrait},
};
use wecom_types::{CorpId, SuiteId};

use super::CorpAuths;
use crate::{
    Access, StorageError,
    engine::set_back::noted_before,
    entity::corp_auth::{ActiveModel, Column, Entity},
    wecom::CorpAuth,
    wecom::corp_auth::CREDENTIAL_INVALID,
};

/// The longest that companies wait for their turn: a turn that is more than a minute further ahead was noted under a longer
/// period, or before the clock was set back, and has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LongestWait {
    /// Of companies in general.
    pub usual: Duration,
    /// Of companies whose permanent code was refused.
    pub refused: Duration,
}

impl<A: Access> CorpAuths<'_, A> {
    /// Takes the company of these suites that has been due longest at `now`, for one caller among all processes; it is
    /// due again at `until`, unless [`reconcile_at`](Self::reconcile_at) says otherwise. `None` when nobody is due, or
    /// somebody else took the turn.
    ///
    /// # Errors
    /// When the database does not do it or the row cannot be read; its turn is over all the same.
    pub async fn claim_due(
        &self,
        suites: &[SuiteId],
        wait: LongestWait,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<CorpAuth>, StorageError> {
        let beyond = |wait: Duration| Column::ReconcileAt.gt(noted_before(now + wait));
        let too_far = Column::Status.ne(CREDENTIAL_INVALID).and(beyond(wait.usual)).or(beyond(wait.refused));
        let due = with_code(suites).filter(Column::ReconcileAt.lte(now.as_millis()).or(too_far));
        let by_turn = due.order_by_asc(Column::ReconcileAt).order_by_asc(Column::SuiteId).order_by_asc(Column::CorpId);
        let Some(row) = by_turn.one(self.0.writer()).await? else { return Ok(None) };
        let claimed = Entity::update_many()
            .set(ActiveModel { reconcile_at: Set(until.as_millis()), ..Default::default() })
            .filter(Column::SuiteId.eq(row.suite_id.as_str()))
            .filter(Column::CorpId.eq(row.corp_id.as_str()))
            .filter(Column::ReconcileAt.eq(row.reconcile_at))
            .filter(Column::CodeVersion.eq(row.code_version))
            .exec(self.0.writer())
            .await?;
        if claimed.rows_affected == 0 {
            return Ok(None);
        }
        CorpAuth::open(&self.0.kit().sealer, row).map(Some)
    }

    /// Says when a company is due next, unless it got another permanent code since.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn reconcile_at(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        code_version: i64,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        Entity::update_many()
            .col_expr(Column::ReconcileAt, Expr::value(at.as_millis()))
            .filter(Column::SuiteId.eq(suite.as_str()))
            .filter(Column::CorpId.eq(corp.as_str()))
            .filter(Column::CodeVersion.eq(code_version))
            .exec(self.0.writer())
            .await?;
        Ok(())
    }

    /// How many companies of these suites take turns.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count_with_code(&self, suites: &[SuiteId]) -> Result<u64, StorageError> {
        Ok(with_code(suites).count(self.0.reader()).await?)
    }
}

/// The companies of these suites that something can be asked about.
fn with_code(suites: &[SuiteId]) -> Select<Entity> {
    let of_suites = Column::SuiteId.is_in(suites.iter().map(SuiteId::as_str));
    Entity::find().filter(of_suites).filter(Column::PermanentCode.is_not_null())
}
