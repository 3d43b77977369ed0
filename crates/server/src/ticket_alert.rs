//! Says in the log when a suite's tickets stop coming, once, and when they come again.

use std::{collections::BTreeSet, time::Duration};

use clock::SharedClock;
use error_chain::ErrorChain;
use tokio_util::sync::CancellationToken;

use crate::tickets::{TicketAge, Tickets};

/// How often it is looked.
const PERIOD: Duration = Duration::from_secs(30);

/// Looks until `stop`.
pub(crate) async fn run(tickets: Tickets, clock: SharedClock, stop: CancellationToken) {
    let mut missing = BTreeSet::new();
    loop {
        match tickets.ages().await {
            Ok(ages) => missing = report(&missing, &ages),
            Err(error) => tracing::warn!(error = %error.chain(), "whether a suite_ticket is missing cannot be seen"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep(PERIOD) => {}
        }
    }
}

/// Logs what has changed since `before`; answers the suites whose ticket is missing now.
fn report(before: &BTreeSet<String>, ages: &[TicketAge]) -> BTreeSet<String> {
    for TicketAge { suite, waited, .. } in ages.iter().filter(|one| one.is_missing() && !before.contains(&one.suite)) {
        let minutes = waited.as_secs() / 60;
        tracing::error!(
            suite.id = %suite,
            minutes,
            "no suite_ticket has come for this long: new access tokens cannot be had soon; see that WeCom reaches the \
             callback URL, and press refresh at the template's callback configuration in the provider console"
        );
    }
    for one in ages.iter().filter(|one| !one.is_missing() && before.contains(&one.suite)) {
        tracing::warn!(suite.id = %one.suite, "suite_tickets come again");
    }
    ages.iter().filter(|one| one.is_missing()).map(|one| one.suite.clone()).collect()
}
