//! How old a suite's newest ticket is (97173): one comes every ten minutes and is good for thirty.

use std::time::Duration;

use error_chain::ErrorChain;
use login_type::{Examination, Finding};
use storage::wecom::TicketTimes;

use super::served::ServedSuite;
use crate::{credentials::TICKET_LIFETIME, deps::Deps};

const CHECK: &str = "suite_ticket";

/// From here on, at least one push did not arrive.
const OVERDUE: Duration = Duration::from_mins(20);

/// The times of the newest ticket of any suite.
pub(super) async fn newest(deps: &Deps, suites: &[ServedSuite<'_>]) -> Option<TicketTimes> {
    let mut newest: Option<TicketTimes> = None;
    for served in suites {
        // A ticket that cannot be read is reported with its suite.
        let times = deps.tables.suite_tickets().times(&served.suite.id).await.ok().flatten();
        newest = newest.into_iter().chain(times).max_by_key(|times| times.received_at);
    }
    newest
}

/// The finding of one suite.
pub(super) async fn finding(deps: &Deps, served: &ServedSuite<'_>, examination: &Examination<'_>) -> Finding {
    let times = deps.tables.suite_tickets().times(&served.suite.id).await;
    let found = match times {
        Ok(Some(times)) => of_age(deps.clock.now().since(times.received_at), served, examination),
        Ok(None) => {
            let next = format!(
                "set the template's callback URL to {} in the provider console and press refresh (刷新) beside \
                 suite_ticket there; one comes every ten minutes",
                served.callback_url(examination)
            );
            Finding::error(CHECK, "none has come yet: nobody can log in before the first one", next)
        }
        Err(error) => Finding::error(CHECK, error.chain().to_string(), "check that the database works"),
    };
    found.about(served.subject())
}

fn of_age(age: Duration, served: &ServedSuite<'_>, examination: &Examination<'_>) -> Finding {
    let minutes = age.as_secs() / 60;
    if age <= OVERDUE {
        return Finding::ok(CHECK, format!("the newest arrived {minutes} min ago"));
    }
    let next = format!(
        "see that the server runs and that WeCom reaches it at {} (the provider console verifies it), then press \
         refresh (刷新) beside suite_ticket there",
        served.callback_url(examination)
    );
    if age <= TICKET_LIFETIME {
        let found = format!("the newest arrived {minutes} min ago, though one comes every ten minutes");
        return Finding::warning(CHECK, found, next);
    }
    let found = format!("the newest arrived {minutes} min ago and has expired: no new suite token can be had");
    Finding::error(CHECK, found, next)
}
