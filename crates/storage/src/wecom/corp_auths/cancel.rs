//! `cancel`: a company took its authorisation back (97174).

use clock::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, QuerySelect};
use wecom_types::{CorpId, SuiteId};

use super::{CorpAuths, TRIES, of_corp};
use crate::{
    Access, StorageError,
    engine::reach::{begin, insert_if_absent},
    entity::corp_auth::ActiveModel,
    retry_on_deadlock,
    wecom::CancelOutcome,
    wecom::corp_auth::CANCELLED,
};

impl<A: Access> CorpAuths<'_, A> {
    /// Marks an authorisation cancelled and erases its secrets, unless a later one is in force. A company that is not
    /// known yet is noted as cancelled, so that its authorisation, should it arrive late, stays without effect.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn cancel(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        event_time: Timestamp,
    ) -> Result<CancelOutcome, StorageError> {
        for _ in 0..TRIES {
            if let Some(outcome) = retry_on_deadlock!(A::TRIES, self.try_cancel(suite, corp, event_time))? {
                return Ok(outcome);
            }
        }
        Err(StorageError::Conflict)
    }

    /// `None`, and nothing is changed, when somebody else added the row meanwhile; looked for first as in `try_grant`.
    async fn try_cancel(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        event_time: Timestamp,
    ) -> Result<Option<CancelOutcome>, StorageError> {
        let transaction = begin(self.0).await?;
        let Some(found) = of_corp(suite, corp).lock_exclusive().one(&transaction).await? else {
            let tombstone = tombstone(suite, corp, event_time, self.0.now());
            if insert_if_absent(&transaction, tombstone).await?.is_none() {
                return Ok(None);
            }
            transaction.commit().await?;
            return Ok(Some(CancelOutcome::Unknown));
        };
        if found.auth_time > event_time.as_millis() {
            return Ok(Some(CancelOutcome::Superseded));
        }
        let cancelled_time = found.cancelled_time.unwrap_or_default().max(event_time.as_millis());
        let change = ActiveModel {
            status: Set(CANCELLED.to_owned()),
            errcode: Set(None),
            permanent_code: Set(None),
            state: Set(None),
            agent_id: Set(None),
            visible_range: Set(None),
            app_event_at: Set(None),
            cancelled_time: Set(Some(cancelled_time)),
            updated_at: Set(self.0.now().as_millis()),
            ..ActiveModel::from(found)
        };
        change.update(&transaction).await?;
        transaction.commit().await?;
        Ok(Some(CancelOutcome::Cancelled))
    }
}

fn tombstone(suite: &SuiteId, corp: &CorpId, event_time: Timestamp, now: Timestamp) -> ActiveModel {
    ActiveModel {
        suite_id: Set(suite.as_str().to_owned()),
        corp_id: Set(corp.as_str().to_owned()),
        status: Set(CANCELLED.to_owned()),
        code_version: Set(0),
        auth_time: Set(0),
        changed_time: Set(0),
        cancelled_time: Set(Some(event_time.as_millis())),
        created_at: Set(now.as_millis()),
        updated_at: Set(now.as_millis()),
        ..Default::default()
    }
}
