//! Where the WeCom client gets secrets from: suites from the instances, tickets and permanent codes from the database.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use clock::{SharedClock, Timestamp};
use storage::wecom::{CorpAuthStatus, WecomTables};
use wecom_client::{BoxError, CorpCredential, CredentialSource, ProviderCredential, SuiteCredential};
use wecom_types::{CorpId, SuiteId};

use crate::{peers::Peers, stale_code::StaleCode, suite::Suite};

/// How long a ticket is good for (97173).
pub(crate) const TICKET_LIFETIME: Duration = Duration::from_mins(30);

/// The [`CredentialSource`] of this login type.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) peers: Arc<Peers>,
    pub(crate) tables: WecomTables,
    pub(crate) clock: SharedClock,
}

#[async_trait]
impl CredentialSource for Credentials {
    async fn suite(&self, suite: &SuiteId) -> Result<SuiteCredential, BoxError> {
        let Some(known) = self.peers.suite(suite) else {
            return Err(format!("no instance serves suite {suite}").into());
        };
        let ticket = self.tables.suite_tickets().lookup(suite).await?;
        let fresh = ticket.filter(|ticket| self.clock.now().since(ticket.received_at) < TICKET_LIFETIME);
        Ok(SuiteCredential { secret: known.secret.clone(), ticket: fresh.map(|ticket| ticket.ticket) })
    }

    async fn corp(&self, suite: &SuiteId, corp: &CorpId) -> Result<Option<CorpCredential>, BoxError> {
        let Some(auth) = self.tables.corp_auths().lookup(suite, corp).await? else {
            return Ok(None);
        };
        let code_version = auth.code_version;
        let refused = match auth.status {
            CorpAuthStatus::CredentialInvalid { errcode } => Some(errcode),
            _ => None,
        };
        Ok(auth.permanent_code.map(|permanent_code| CorpCredential { permanent_code, code_version, refused }))
    }

    async fn refused(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        code_version: i64,
        errcode: i64,
        asked_at: Timestamp,
    ) -> Result<(), BoxError> {
        StaleCode { suite, corp, code_version, errcode, asked_at }.note(&self.tables).await?;
        Ok(())
    }

    async fn provider(&self, suite: &SuiteId) -> Result<Option<ProviderCredential>, BoxError> {
        Ok(self.peers.suite(suite).and_then(Suite::provider))
    }
}
