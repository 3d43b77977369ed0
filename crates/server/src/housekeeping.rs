//! Removes what has expired, every ten minutes.

use std::{error::Error, time::Duration};

use actix_web::web::Data;
use error_chain::ErrorChain;
use storage::Access;
use tokio_util::sync::CancellationToken;

use crate::state::AppState;

const PERIOD: Duration = Duration::from_mins(10);

/// Cleans up until `stop`; one part that fails does not keep the others from being done. Callback records go that
/// succeeded longer than `keep` ago.
pub(crate) async fn run(state: Data<AppState>, keep: Duration, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = state.clock().sleep(PERIOD) => {}
        }
        let now = state.clock().now();
        state.rate.forget_idle();
        report("accounts", state.accounts.housekeeping(now).await);
        report("login attempts", state.database.login_attempts().remove_expired(now).await);
        report("cached tokens", state.database.cached_tokens().remove_expired(now).await);
        report("leases", state.database.leases().remove_expired(now).await);
        report("audit trail", state.database.audit_events().remove_before(now - state.audit_retention).await);
        report("callback records", state.database.callback_records().prune(now - keep).await);
    }
}

fn report<T, E: Error + 'static>(part: &str, result: Result<T, E>) {
    let Err(error) = result else { return };
    tracing::warn!(part, error = %error.chain(), "what has expired could not be removed; trying again in ten minutes");
}
