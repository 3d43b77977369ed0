//! Whether WeCom takes a suite's secret, and our address: `get_suite_token` tells both, once a suite (97162).

use error_chain::{Chain, ErrorChain};
use login_type::Finding;
use wecom_client::{Error, Remedy};

use super::served::ServedSuite;
use crate::deps::Deps;

pub(super) const ADDRESS: &str = "IP whitelist";
const CHECK: &str = "suite secret";

/// The two findings of one suite.
pub(super) async fn findings(deps: &Deps, served: &ServedSuite<'_>, is_reached: bool) -> Vec<Finding> {
    let (address, secret) = if is_reached {
        match deps.wecom.check_suite_secret(&served.suite.id).await {
            Ok(()) => (accepted_address(), Finding::ok(CHECK, "WeCom accepts it")),
            Err(failure) => of_failure(&failure, served),
        }
    } else {
        unchecked("WeCom does not answer", "make WeCom reachable first, then run doctor again")
    };
    [address, secret].map(|finding| finding.about(served.subject())).into()
}

/// WeCom let a call of this address pass.
pub(super) fn accepted_address() -> Finding {
    Finding::ok(ADDRESS, "WeCom accepts calls from this machine")
}

/// WeCom does not let this address call.
pub(super) fn refused_address(ip: Option<&str>) -> Finding {
    let shown = ip.unwrap_or("of this machine (it did not say which it saw)");
    let found = format!("WeCom refuses calls from the address {shown}");
    let address = ip.unwrap_or("the address by which this machine goes out");
    let next = format!(
        "add {address} in the provider console: provider info → basic info → IP whitelist \
         (服务商信息 → 基本信息 → IP白名单); it counts after about a minute"
    );
    Finding::error(ADDRESS, found, next)
}

fn unchecked(why: &str, next: &str) -> (Finding, Finding) {
    let of = |check| Finding::warning(check, format!("not checked: {why}"), next);
    (of(ADDRESS), of(CHECK))
}

fn of_failure(failure: &Error, served: &ServedSuite<'_>) -> (Finding, Finding) {
    let again = |first: &str| format!("{first} first, then run doctor again");
    match failure.remedy() {
        Remedy::AllowIp { ip } => {
            let why = "WeCom refuses the address";
            (refused_address(ip.as_deref()), unchecked(why, &again("mend the IP whitelist")).1)
        }
        Remedy::WaitForTicket if failure.errcode().is_none() => {
            unchecked("WeCom tells only with a fresh suite_ticket", &again("see to the suite_ticket"))
        }
        Remedy::WaitForTicket => {
            let found = format!("WeCom refuses the newest suite_ticket ({failure})");
            let next = format!(
                "press refresh (刷新) beside suite_ticket in the provider console; if it stays, compare \
                 authConfig.suiteSecret and authConfig.encodingAESKey of {} with the template's page",
                served.configured_in()
            );
            (unproven(), Finding::error(CHECK, found, next))
        }
        Remedy::Misconfigured => {
            let found = format!("WeCom does not accept it ({failure})");
            let next = format!(
                "copy suite id and secret from the template's page in the provider console to authConfig.suiteId and \
                 authConfig.suiteSecret of {}, then start the server again",
                served.configured_in()
            );
            (unproven(), Finding::error(CHECK, found, next))
        }
        Remedy::BackOff(_) => {
            let found = format!("not checked: WeCom refuses this machine's calls for now ({failure})");
            (unproven(), Finding::error(CHECK, found, failure.advice()))
        }
        _ => match failure {
            Error::Source(source) => {
                unchecked(&Chain::of(&**source).to_string(), &again("see to database and sealed rows"))
            }
            _ => unchecked(&failure.chain().to_string(), failure.advice()),
        },
    }
}

/// WeCom refused for another reason, and nobody says what it looks at first.
fn unproven() -> Finding {
    let found = "not proven: WeCom refused the call for another reason, and did not complain of the address";
    Finding::warning(ADDRESS, found, "see to the suite secret first, then run doctor again")
}
