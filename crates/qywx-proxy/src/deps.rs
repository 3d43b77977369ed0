//! `Deps`: what every part of this login type works with.

use std::sync::Arc;

use clock::SharedClock;
use storage::wecom::WecomTables;
use wecom_client::Wecom;

use crate::{closed::ClosedCompanies, credentials::SuiteDirectory, exchanges::Exchanges, schedule::Reconcile};

/// What every part of this login type works with.
#[derive(Clone)]
pub(crate) struct Deps {
    pub(crate) tables: WecomTables,
    pub(crate) wecom: Wecom,
    pub(crate) clock: SharedClock,
    pub(crate) suites: Arc<SuiteDirectory>,
    pub(crate) closed: Arc<ClosedCompanies>,
    pub(crate) reconcile: Reconcile,
    pub(crate) exchanges: Exchanges,
}
