//! `CorpAuth`: what is known of one company's authorisation of one suite (97163, 100778).

use clock::Timestamp;
use serde_json::Value;
use wecom_types::{AgentId, CorpId, PermanentCode, SuiteId};

use crate::{
    StorageError,
    engine::column::{Column, moment},
    engine::sealing::{Cell, Sealer},
    entity::corp_auth::Model,
};

pub(crate) const TABLE: &str = "corp_auth";

/// The word for [`CorpAuthStatus::Authorised`] in the database.
pub(crate) const AUTHORISED: &str = "authorised";
/// The word for [`CorpAuthStatus::Disabled`] in the database.
pub(crate) const DISABLED: &str = "disabled";
/// The word for [`CorpAuthStatus::CredentialInvalid`] in the database.
pub(crate) const CREDENTIAL_INVALID: &str = "credential_invalid";
/// The word for [`CorpAuthStatus::Cancelled`] in the database.
pub(crate) const CANCELLED: &str = "cancelled";

/// A company's authorisation of a suite.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CorpAuth {
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
    /// The secret that gets the app's access token; none after a cancellation.
    pub permanent_code: Option<PermanentCode>,
    /// Grows by one with each permanent code.
    pub code_version: i64,
    /// Event time of the newest authorisation; the epoch when only a cancellation is known.
    pub auth_time: Timestamp,
    /// Event time of the newest change that was taken over; the epoch when there was none.
    pub changed_time: Timestamp,
    /// Event time of the cancellation.
    pub cancelled_time: Option<Timestamp>,
    /// The app's visible range, as the caller wrote it.
    pub visible_range: Option<Value>,
    /// The `state` of the link by which the company authorised.
    pub state: Option<String>,
    /// The organisation code of the login page.
    pub org_code: Option<String>,
    /// When the row was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Whether a company's members may log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorpAuthStatus {
    /// They may.
    Authorised,
    /// The company switched the app off.
    Disabled,
    /// WeCom no longer accepts the permanent code.
    CredentialInvalid {
        /// How WeCom refused it.
        errcode: i64,
    },
    /// The company took the authorisation back.
    Cancelled,
}

impl CorpAuthStatus {
    /// The word for it: `authorised`, `disabled`, `credential_invalid`, `cancelled`.
    pub fn as_str(&self) -> &'static str {
        self.columns().0
    }

    /// The columns `status` and `errcode`.
    pub(crate) fn columns(&self) -> (&'static str, Option<i64>) {
        match self {
            Self::Authorised => (AUTHORISED, None),
            Self::Disabled => (DISABLED, None),
            Self::CredentialInvalid { errcode } => (CREDENTIAL_INVALID, Some(*errcode)),
            Self::Cancelled => (CANCELLED, None),
        }
    }

    pub(crate) fn from_columns(status: &str, errcode: Option<i64>) -> Option<Self> {
        match (status, errcode) {
            (AUTHORISED, None) => Some(Self::Authorised),
            (DISABLED, None) => Some(Self::Disabled),
            (CREDENTIAL_INVALID, Some(errcode)) => Some(Self::CredentialInvalid { errcode }),
            (CANCELLED, None) => Some(Self::Cancelled),
            _ => None,
        }
    }
}

/// A new authorisation, or a new permanent code.
#[derive(Clone, Debug)]
pub struct CorpGrant {
    /// The suite.
    pub suite_id: SuiteId,
    /// The company.
    pub corp_id: CorpId,
    /// Its name, where one is known.
    pub corp_name: Option<String>,
    /// The permanent code.
    pub permanent_code: PermanentCode,
    /// The hash of the auth code that it was got with.
    pub grant_key: String,
    /// The `state` of the link, where there was one.
    pub state: Option<String>,
    /// When it happened, by WeCom's clock.
    pub event_time: Timestamp,
}

/// The outcome of a [`CorpGrant`].
#[derive(Clone, Debug)]
pub enum GrantOutcome {
    /// It is in force.
    Stored(CorpAuth),
    /// Something newer is: a later authorisation or a cancellation.
    Superseded(CorpAuth),
}

/// The answer of `v2/get_auth_info` (100779); a field that is `None` stays as it was.
#[derive(Clone, Debug)]
pub struct Authorisation {
    /// The company's name.
    pub corp_name: Option<String>,
    /// The app's id in the company.
    pub agent_id: Option<AgentId>,
    /// The app's visible range.
    pub visible_range: Option<Value>,
    /// Whether members may log in; a cancellation is not reported this way.
    pub status: CorpAuthStatus,
}

/// The outcome of a cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The authorisation is cancelled, now or already before.
    Cancelled,
    /// A later authorisation is in force.
    Superseded,
    /// There was no authorisation; an earlier one that arrives late will be refused.
    Unknown,
}

/// The outcome for an organisation code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOrgCode {
    /// The company has it.
    Set,
    /// Another company of the suite has it.
    Taken,
    /// The company is not authorised.
    UnknownCorp,
}

impl CorpAuth {
    /// Reads a row and opens what is sealed in it.
    pub(crate) fn open(sealer: &Sealer, row: Model) -> Result<Self, StorageError> {
        let column = |name| Column { table: TABLE, name };
        let identity = row_identity(&row.suite_id, &row.corp_id);
        let open = |sealed: &String| sealer.open_as(cell(&identity), sealed);
        let agent_id = row.agent_id.map(AgentId::try_from).transpose();
        let status = CorpAuthStatus::from_columns(&row.status, row.errcode);
        Ok(Self {
            permanent_code: row.permanent_code.as_ref().map(open).transpose()?,
            status: status.ok_or_else(|| column("status").corrupt())?,
            visible_range: column("visible_range").read_opt_json(row.visible_range.as_deref())?,
            suite_id: column("suite_id").parse(row.suite_id)?,
            corp_id: column("corp_id").parse(row.corp_id)?,
            corp_name: row.corp_name,
            agent_id: agent_id.map_err(|_| column("agent_id").corrupt())?,
            code_version: row.code_version,
            auth_time: Timestamp::from_millis(row.auth_time),
            changed_time: Timestamp::from_millis(row.changed_time),
            cancelled_time: moment(row.cancelled_time),
            state: row.state,
            org_code: row.org_code,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

/// The row that the sealed permanent code of a company is bound to.
pub(crate) fn row_identity(suite_id: &str, corp_id: &str) -> String {
    format!("{suite_id}\0{corp_id}")
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: TABLE, column: "permanent_code", row }
}
