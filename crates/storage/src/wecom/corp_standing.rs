//! `CorpStanding`: how a company's authorisation stands, without the secret in it.

use clock::Timestamp;
use serde_json::Value;
use wecom_types::{AgentId, CorpId, SuiteId};

use crate::{
    StorageError,
    engine::column::{Column, moment},
    entity::corp_auth::Model,
    wecom::CorpAuthStatus,
    wecom::corp_auth::TABLE,
};

/// How one company's authorisation of one suite stands; can be read whatever became of the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorpStanding {
    /// The suite.
    pub suite_id: SuiteId,
    /// The company.
    pub corp_id: CorpId,
    /// Its name, once known.
    pub corp_name: Option<String>,
    /// The app's id in the company, once known.
    pub agent_id: Option<AgentId>,
    /// Whether members may log in.
    pub status: CorpAuthStatus,
    /// The organisation code of the login page.
    pub org_code: Option<String>,
    /// The app's visible range, as WeCom told it.
    pub visible_range: Option<Value>,
    /// Since when the authorisation is in force, by WeCom's clock; the epoch when only a cancellation is known.
    pub auth_time: Timestamp,
    /// When the company's app last sent an event, to the hour; `None` while it never did.
    pub app_event_at: Option<Timestamp>,
}

impl TryFrom<Model> for CorpStanding {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, StorageError> {
        let column = |name| Column { table: TABLE, name };
        let status = CorpAuthStatus::from_columns(&row.status, row.errcode);
        let agent_id = row.agent_id.map(AgentId::try_from).transpose();
        Ok(Self {
            suite_id: column("suite_id").parse(row.suite_id)?,
            corp_id: column("corp_id").parse(row.corp_id)?,
            corp_name: row.corp_name,
            org_code: row.org_code,
            visible_range: column("visible_range").read_opt_json(row.visible_range.as_deref())?,
            agent_id: agent_id.map_err(|_| column("agent_id").corrupt())?,
            status: status.ok_or_else(|| column("status").corrupt())?,
            auth_time: Timestamp::from_millis(row.auth_time),
            app_event_at: moment(row.app_event_at),
        })
    }
}
