//! Notes a change of an instance in the audit trail, where the configured database can be reached.

use std::time::Duration;

use administration::trail::Trail;
use async_trait::async_trait;
use storage::{Access as _, NewAuditEvent};

use crate::{
    cli::{open, output},
    config::Config,
};

/// Longest wait for the database: the change is made by then.
const LIMIT: Duration = Duration::from_secs(5);

/// The audit trail of the configured database, which is opened when there is something to note. Elements are files: they
/// are changed before there is a database, and while it is away, so one that cannot be reached is said and refuses nothing.
pub(super) struct ConfiguredTrail<'a>(pub(super) &'a Config);

#[async_trait]
impl Trail for ConfiguredTrail<'_> {
    async fn note(&self, event: NewAuditEvent) {
        let noted = tokio::time::timeout(LIMIT, async {
            open(self.0).await?.database.audit_events().add(event).await?;
            anyhow::Ok(())
        });
        let why = match noted.await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => format!("{error:#}"),
            Err(_) => format!("the database does not answer within {LIMIT:?}"),
        };
        output::aside(format!("note: this is not in the audit trail: {why}"));
    }
}
