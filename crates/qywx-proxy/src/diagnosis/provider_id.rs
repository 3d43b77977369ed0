//! Which provider a suite's callback URL was verified for, where WeCom told one that is not configured.

use error_chain::ErrorChain;
use login_type::Finding;

use super::served::ServedSuite;
use crate::deps::Deps;

const CHECK: &str = "provider corpid";

/// The finding of one suite; `None` where nothing was noted.
pub(super) async fn finding(deps: &Deps, served: &ServedSuite<'_>) -> Option<Finding> {
    let noted = match deps.tables.suite_providers().lookup(&served.suite.id).await {
        Ok(noted) => noted?,
        Err(error) => {
            let finding = Finding::error(CHECK, error.chain().to_string(), "check that the database works");
            return Some(finding.about(served.subject()));
        }
    };
    let finding = match &served.suite.provider_corp_id {
        Some(configured) if *configured != noted => {
            let found = format!("{configured} is configured, but WeCom last verified the callback URL for {noted}");
            let next =
                format!("see which is right, and correct authConfig.providerCorpId of {}", served.configured_in());
            Finding::warning(CHECK, found, next)
        }
        _ => Finding::ok(CHECK, format!("{noted}, as the verification of the callback URL told")),
    };
    Some(finding.about(served.subject()))
}
