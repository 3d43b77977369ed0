//! Companies whose app never sent an event: a customized app sends its events to a callback URL of its own, which
//! somebody has to set for each company (97201); the template's is another one.

use std::time::Duration;

use login_type::{Examination, Finding};
use storage::wecom::{CorpAuthStatus, CorpStanding};

use super::served::ServedSuite;
use crate::deps::Deps;

const CHECK: &str = "app events";

/// How long a company may be authorised before its app is expected to send events.
const PATIENCE: Duration = Duration::from_hours(1);
/// How many companies are named at most.
const NAMED: usize = 10;

/// The finding of one suite, where any company has authorised it.
pub(super) fn finding(
    deps: &Deps,
    served: &ServedSuite<'_>,
    standings: &[CorpStanding],
    examination: &Examination<'_>,
) -> Option<Finding> {
    let authorised = || standings.iter().filter(|standing| standing.status == CorpAuthStatus::Authorised);
    authorised().next()?;
    let silent: Vec<&CorpStanding> = authorised().filter(|standing| standing.app_event_at.is_none()).collect();
    let Some(first) = silent.iter().map(|standing| standing.auth_time).min() else {
        return Some(Finding::ok(CHECK, "the app of each company has sent some").about(served.subject()));
    };
    let found = format!("the apps of these companies never sent one: {}", names(&silent));
    let next = format!(
        "set the callback URL of each company's app to {} in the provider console (代开发应用 → 开发信息 → 回调配置), with the \
         template's Token and EncodingAESKey; until then who leaves is found by asking, later",
        served.callback_url(examination)
    );
    let is_overdue = first + PATIENCE <= deps.clock.now();
    let finding =
        if is_overdue { Finding::warning(CHECK, found, next) } else { Finding::ok(CHECK, found).advising(next) };
    Some(finding.about(served.subject()))
}

fn names(silent: &[&CorpStanding]) -> String {
    let name = |standing: &&CorpStanding| match &standing.corp_name {
        Some(name) => format!("{} ({name})", standing.corp_id),
        None => standing.corp_id.to_string(),
    };
    let named: Vec<String> = silent.iter().take(NAMED).map(name).collect();
    let more = silent.len() - named.len();
    let named = named.join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}
