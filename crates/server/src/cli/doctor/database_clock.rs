//! Whether this machine's clock goes with the database server's: several machines on one database date their leases each by
//! its own, and whoever is ahead takes over what another one still has in hand.

use std::time::Duration;

use clock::Clock;
use login_type::Finding;
use storage::{Database, StorageError};

use super::{LIMIT, report::Report};

const CHECK: &str = "database clock";

/// From here on, it is worth setting one of the two.
const TOLERABLE: Duration = Duration::from_secs(5);
/// From here on, leases of 20 s and 30 s do not hold.
const HARMFUL: Duration = Duration::from_secs(30);

const NEXT: &str = "have both machines' clocks set by a time server (NTP), then run doctor again";

/// A line for how far the two are apart.
pub(super) async fn check(database: &Database, clock: &dyn Clock, report: &mut Report) {
    let found = match tokio::time::timeout(LIMIT, finding(database, clock)).await {
        Ok(Ok(finding)) => return report.add(&finding),
        Ok(Err(error)) => format!("{:#}", anyhow::Error::from(error)),
        Err(_) => format!("the database does not answer within {LIMIT:?}"),
    };
    report.add(&Finding::error(CHECK, found, "check that the database works, then run doctor again"));
}

async fn finding(database: &Database, clock: &dyn Clock) -> Result<Finding, StorageError> {
    let asked = clock.now();
    let Some(theirs) = database.time().await? else {
        return Ok(Finding::ok(CHECK, "a SQLite file uses this machine's clock"));
    };
    // However long the answer took; one of the two is zero.
    Ok(of_skew(asked.since(theirs), theirs.since(clock.now())))
}

fn of_skew(ahead: Duration, behind: Duration) -> Finding {
    let skew = ahead.max(behind);
    if skew <= TOLERABLE {
        return Finding::ok(CHECK, format!("agrees with this machine's to within {} s", skew.as_secs()));
    }
    let side = if ahead > behind { "ahead of" } else { "behind" };
    let found = format!("this machine's clock is {} s {side} the database server's", skew.as_secs());
    if skew <= HARMFUL {
        return Finding::warning(CHECK, found, NEXT);
    }
    let found = format!("{found}: work and tokens may be taken over that another process still has in hand");
    Finding::error(CHECK, found, NEXT)
}

#[cfg(test)]
mod tests {
    use login_type::Severity;

    use super::*;

    #[test]
    fn clocks_that_are_apart_are_worse_from_five_and_from_thirty_seconds_on() {
        let cases = [
            (0, 0, Severity::Ok, "agrees with"),
            (5, 0, Severity::Ok, "within 5 s"),
            (6, 0, Severity::Warning, "6 s ahead of"),
            (0, 30, Severity::Warning, "30 s behind"),
            (0, 31, Severity::Error, "31 s behind"),
            (86_400, 0, Severity::Error, "86400 s ahead of"),
        ];
        for (ahead, behind, severity, words) in cases {
            let finding = of_skew(Duration::from_secs(ahead), Duration::from_secs(behind));
            assert_eq!(finding.severity, severity, "{finding:?}");
            assert!(finding.found.contains(words), "{finding:?}");
        }
    }
}
