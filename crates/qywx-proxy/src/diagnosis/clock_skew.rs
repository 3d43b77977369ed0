//! Whether our clock goes with WeCom's: by the Date of its answer, or else by the newest ticket.

use std::time::Duration;

use login_type::Finding;
use storage::wecom::TicketTimes;
use wecom_client::Reached;

const CHECK: &str = "clock";

/// From here on, others who verify our tokens may find them to be from the future.
const TOLERABLE: Duration = Duration::from_mins(1);

/// From here on, logins fail: their codes live five minutes, and tokens are refreshed so long before their end.
const HARMFUL: Duration = Duration::from_mins(5);

const NEXT: &str = "have this machine's clock set by a time server (NTP), then run doctor again";

/// The finding by whichever is known.
pub(super) fn finding(reached: Option<&Reached>, newest: Option<TicketTimes>) -> Finding {
    if let Some(Reached { ours, theirs: Some(theirs), .. }) = reached {
        // Either of the two is zero.
        let (ahead, behind) = (ours.since(*theirs), theirs.since(*ours));
        return of_skew(ahead, behind);
    }
    let Some(TicketTimes { issued_at, received_at, .. }) = newest else {
        let found = "not checked: WeCom gave no time, and no suite_ticket has come whose time would tell";
        return Finding::warning(CHECK, found, "run doctor again when WeCom answers or a ticket has come");
    };
    // Either of these is zero, too.
    let (late, early) = (received_at.since(issued_at), issued_at.since(received_at));
    if late <= HARMFUL {
        return of_skew(Duration::ZERO, early);
    }
    let found = format!(
        "the newest suite_ticket arrived {} s after the time that it bears: this machine's clock is ahead, or it was late",
        late.as_secs()
    );
    Finding::warning(CHECK, found, NEXT)
}

fn of_skew(ahead: Duration, behind: Duration) -> Finding {
    let skew = ahead.max(behind);
    if skew <= TOLERABLE {
        return Finding::ok(CHECK, format!("agrees with WeCom's to within {} s", skew.as_secs()));
    }
    let side = if behind.is_zero() { "ahead of" } else { "behind" };
    let found = format!("this machine's clock is {} s {side} WeCom's", skew.as_secs());
    if skew <= HARMFUL {
        return Finding::warning(CHECK, found, NEXT);
    }
    Finding::error(CHECK, format!("{found}: codes, tickets and tokens are taken for expired or not yet valid"), NEXT)
}
