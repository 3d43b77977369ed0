//! Pending grants: what an auth code was exchanged for, written down before anything else is done with it. WeCom tells it
//! once; so it is one row of a table that nobody else writes, and sealed as a whole, so that there is no text in it that a
//! database might refuse.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use wecom_types::{CorpId, PermanentCode, SuiteId};
use zeroize::Zeroizing;

use super::CorpAuths;
use crate::{
    Access, StorageError,
    engine::column::Column as Place,
    engine::sealing::Cell,
    entity::pending_grant::{ActiveModel, Column, Entity},
    wecom::CorpGrant,
};

const ANSWER: Place = Place { table: "pending_grant", name: "answer" };

impl<A: Access> CorpAuths<'_, A> {
    /// Writes a grant down until [`grant`](Self::grant) makes it the company's authorisation.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn keep_pending(&self, grant: &CorpGrant) -> Result<(), StorageError> {
        let answer = Answer {
            corp_id: grant.corp_id.clone(),
            corp_name: grant.corp_name.clone(),
            permanent_code: grant.permanent_code.expose_secret(),
            state: grant.state.clone(),
            event_time: grant.event_time.as_millis(),
        };
        let text = Zeroizing::new(ANSWER.write_json(&answer)?);
        let insert = Entity::insert(ActiveModel {
            grant_key: Set(grant.grant_key.clone()),
            suite_id: Set(grant.suite_id.as_str().to_owned()),
            answer: Set(self.0.kit().sealer.seal(cell(&grant.grant_key), &text)?),
        });
        if let Some(burst_connection) = self.0.burst_connection()
            && burst_connection.run(&insert).await.is_ok()
        {
            return Ok(());
        }
        match insert.exec_without_returning(self.0.urgent()).await.map_err(StorageError::from) {
            // It is this very answer: a code is exchanged once.
            Ok(_) | Err(StorageError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A grant that was written down and did not become an authorisation yet.
    ///
    /// # Errors
    /// When the database is out of reach, or what was written does not open.
    pub async fn lookup_pending(&self, suite: &SuiteId, grant_key: &str) -> Result<Option<CorpGrant>, StorageError> {
        let of_suite = Entity::find_by_id(grant_key).filter(Column::SuiteId.eq(suite.as_str()));
        let Some(row) = of_suite.one(self.0.reader()).await? else { return Ok(None) };
        let text = self.0.kit().sealer.open_bytes(cell(grant_key), &row.answer)?;
        let answer: Answer<PermanentCode> = serde_json::from_slice(&text).map_err(|_| ANSWER.corrupt())?;
        Ok(Some(CorpGrant {
            suite_id: suite.clone(),
            corp_id: answer.corp_id,
            corp_name: answer.corp_name,
            permanent_code: answer.permanent_code,
            grant_key: row.grant_key,
            state: answer.state,
            event_time: Timestamp::from_millis(answer.event_time),
        }))
    }
}

/// A grant as it is sealed; `Code` is the permanent code, written or read.
#[derive(Serialize, Deserialize)]
struct Answer<Code> {
    corp_id: CorpId,
    corp_name: Option<String>,
    permanent_code: Code,
    state: Option<String>,
    event_time: i64,
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: ANSWER.table, column: ANSWER.name, row }
}
