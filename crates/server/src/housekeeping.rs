//! Removes what has expired, every ten minutes.

use std::{error::Error, sync::Arc, time::Duration};

use accounts::LocalAccounts;
use clock::SharedClock;
use error_chain::ErrorChain;
use passwords::KNOWN_FOR;
use storage::{Access, Database};
use tokio_util::sync::CancellationToken;
use web::limits::rate::RateLimits;

const PERIOD: Duration = Duration::from_mins(10);
/// How long a second use of an authorization code is known for what it is.
const KEEP_CODES: Duration = Duration::from_hours(24);

/// Removes what has expired.
#[derive(Clone)]
pub(crate) struct Housekeeping {
    pub(crate) accounts: LocalAccounts,
    pub(crate) database: Database,
    pub(crate) rate: Arc<RateLimits>,
    pub(crate) clock: SharedClock,
    /// How long callback records are kept that succeeded.
    pub(crate) keep_succeeded: Duration,
    /// How long the audit trail is kept.
    pub(crate) keep_audit: Duration,
}

impl Housekeeping {
    /// Cleans up until `stop`; one part that fails does not keep the others from being done.
    pub(crate) async fn run(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep(PERIOD) => {}
            }
            self.clean_up().await;
        }
    }

    async fn clean_up(&self) {
        let (now, database) = (self.clock.now(), &self.database);
        self.rate.forget_idle();
        report("accounts", self.accounts.housekeeping(now).await);
        report("login attempts", database.pending_logins().remove_expired(now).await);
        report("login relays", database.login_relays().remove_expired(now).await);
        report("sessions of apps behind a proxy", database.forward_sessions().remove_expired(now).await);
        report("authorization requests", database.authorization_requests().remove_expired(now).await);
        report("authorization codes", database.authorization_codes().remove_before(now - KEEP_CODES).await);
        report("client assertions", database.client_assertions().remove_expired(now).await);
        report("console sessions", database.console_sessions().remove_expired(now).await);
        report("invitations of administrators", database.invitations().remove_expired(now).await);
        report("failed sign-ins", database.sign_in_failures().remove_before(now - KNOWN_FOR).await);
        report("cached tokens", database.cached_tokens().remove_expired(now).await);
        report("leases", database.leases().remove_expired(now).await);
        report("audit trail", database.audit_events().remove_before(now - self.keep_audit).await);
        report("callback records", database.callback_records().prune(now - self.keep_succeeded).await);
    }
}

fn report<T, E: Error + 'static>(part: &str, result: Result<T, E>) {
    let Err(error) = result else { return };
    tracing::warn!(part, error = %error.chain(), "what has expired could not be removed; trying again in ten minutes");
}
