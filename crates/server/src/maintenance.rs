//! Has a login type do what nobody asks for, piece by piece.

use std::time::Duration;

use app_catalog::SharedCatalog;
use error_chain::ErrorChain;
use login_type::Host;
use tokio_util::sync::CancellationToken;

/// How long a piece may take.
const LIMIT: Duration = Duration::from_mins(5);
/// How long to wait when the login type does not say, or a piece failed.
const IDLE: Duration = Duration::from_mins(1);

/// Goes from piece to piece until `stop`; then finishes the one in hand.
pub(crate) async fn run(catalog: SharedCatalog, host: Host, login_type: &'static str, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let catalog = catalog.current();
        let pause = tokio::select! {
            done = catalog.login_types.maintain(login_type, &host) => match done {
                Ok(pause) => pause.unwrap_or(IDLE),
                Err(error) => {
                    tracing::warn!(login_type, error = %error.chain(), "maintenance failed; it goes on in a minute");
                    IDLE
                }
            },
            () = host.clock.sleep(LIMIT) => {
                tracing::warn!(login_type, "maintenance took longer than {LIMIT:?} and was dropped");
                IDLE
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = host.clock.sleep(pause) => {}
        }
    }
}
