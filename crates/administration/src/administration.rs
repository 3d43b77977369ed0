//! `Administration`: the services that administrators' actions need.

use accounts::{AuditEntry, LocalAccounts};
use callback_records::Records;
use clock::{SharedClock, SharedEntropy};
use passwords::Hasher;
use serde_json::Value;
use storage::{Access, Database, StorageError};
use url::Url;

use crate::{Action, Actor, console::Lasting};

/// The services that administrators' actions need; its clones are the same server.
#[derive(Clone, Debug)]
pub struct Administration {
    /// The server's database.
    pub database: Database,
    /// The accounts in it.
    pub accounts: LocalAccounts,
    /// The callback records in it.
    pub records: Records,
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
    /// Verifies the passwords of administrators.
    pub hasher: Hasher,
    /// How long administrators stay signed in.
    pub lasting: Lasting,
    /// Where browsers reach the server.
    pub public_url: Url,
}

impl Administration {
    /// Notes an action in the audit trail, in its own transaction.
    pub(crate) async fn note(
        &self,
        access: &impl Access,
        actor: &Actor,
        action: &Action,
        target: String,
        detail: Value,
    ) -> Result<(), StorageError> {
        let entry = AuditEntry { actor: None, action: action.word(), target, detail };
        access.audit_events().add(actor.audit_context().event(self.clock.now(), entry)).await?;
        Ok(())
    }
}
