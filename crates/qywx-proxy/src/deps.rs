//! `Deps`: what every part of this login type works with.

use std::sync::Arc;

use clock::SharedClock;
use storage::wecom::WecomTables;
use wecom_client::Wecom;

use crate::{credentials::Credentials, exchanges::Exchanges, peers::Peers, schedule::Reconcile, suite::Suite};

/// The parts that all of this login type works with.
#[derive(Clone)]
pub(crate) struct Deps {
    pub(crate) tables: WecomTables,
    pub(crate) wecom: Wecom,
    pub(crate) clock: SharedClock,
    /// The instances that were opened together, as far as they are told already.
    pub(crate) peers: Arc<Peers>,
    pub(crate) reconcile: Reconcile,
    pub(crate) exchanges: Exchanges,
}

impl Deps {
    /// Tools for an instance of this suite; the WeCom client asks its peers for secrets, and shares its tokens.
    pub(crate) fn for_instance_of(&self, suite: Suite) -> Self {
        let peers = Arc::new(Peers::of(suite));
        let credentials =
            Credentials { peers: Arc::clone(&peers), tables: self.tables.clone(), clock: Arc::clone(&self.clock) };
        Self { wecom: self.wecom.clone().with_source(Arc::new(credentials)), peers, ..self.clone() }
    }
}
