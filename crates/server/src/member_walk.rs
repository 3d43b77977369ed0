//! The walk over the members who are logged in: each is asked about from time to time, slowly, so that a member who left is
//! out although WeCom told nobody and they do not come back.

use std::time::Duration;

use accounts::{AccountsError, LocalAccounts, Rechecked};
use clock::Timestamp;
use error_chain::ErrorChain;
use login_type::{CallError, ErrorKind, Host};
use qywx_proxy::Reconcile;
use tokio_util::sync::CancellationToken;
use wecom_client::policy;

/// The longest pause between two looks for somebody to ask about; also after a failure that most likely ails the next
/// question too, and how long the number of members is not counted again.
const LOOK: Duration = Duration::from_mins(1);

/// Goes from member to member until `stop`.
pub(crate) async fn run(accounts: LocalAccounts, host: Host, manner: Reconcile, stop: CancellationToken) {
    let mut members = Members::default();
    while !stop.is_cancelled() {
        let pause = match step(&accounts, &host, manner, &mut members).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(error = %error.chain(), "the members cannot be walked over; it goes on in a minute");
                LOOK
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = host.clock.sleep(pause) => {}
        }
    }
}

/// Asks about the member whose turn it is; answers how long to wait before the next one.
async fn step(
    accounts: &LocalAccounts,
    host: &Host,
    manner: Reconcile,
    members: &mut Members,
) -> Result<Duration, AccountsError> {
    Ok(match accounts.recheck_next(host, manner.period).await? {
        Rechecked::Nobody => LOOK,
        Rechecked::Failed(error) if ails_the_next(&error) => LOOK,
        Rechecked::Answered | Rechecked::Failed(_) => manner.pause(members.count(accounts, host.clock.now()).await?),
    })
}

/// Whether the question about anybody else would most likely fail too.
fn ails_the_next(error: &CallError) -> bool {
    match error.kind() {
        ErrorKind::Upstream(errcode) => policy::rule(errcode.get()).is_none_or(|rule| rule.remedy.is_retryable()),
        _ => true,
    }
}

/// How many members there are, as of a moment ago.
#[derive(Default)]
struct Members(Option<(Timestamp, u64)>);

impl Members {
    async fn count(&mut self, accounts: &LocalAccounts, now: Timestamp) -> Result<u64, AccountsError> {
        if let Some((_, count)) = self.0.filter(|(at, _)| *at <= now && now.since(*at) < LOOK) {
            return Ok(count);
        }
        let count = accounts.members().await?;
        self.0 = Some((now, count));
        Ok(count)
    }
}
