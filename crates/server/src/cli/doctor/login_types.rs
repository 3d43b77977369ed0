//! The findings of login types about their instances.

use std::time::Duration;

use login_type::{Examination, Finding, LoginTypes};

use super::report::Report;

/// Longest wait for all of them; each limits its own waits, and this one is for those that forgot.
const LIMIT: Duration = Duration::from_mins(3);

/// Asks each.
pub(super) async fn check(login_types: &LoginTypes, examination: &Examination<'_>, report: &mut Report) {
    let Ok(findings) = tokio::time::timeout(LIMIT, login_types.diagnose(examination)).await else {
        let found = format!("their checks did not end within {LIMIT:?}");
        let next = "see that this machine reaches WeCom, then run doctor again";
        return report.add(&Finding::error("login types", found, next));
    };
    report.add_all(&findings);
}
