//! The domain that every company's app has to trust: WeCom has no call that tells, so this says which it is.

use login_type::{Examination, Finding};

use super::served::ServedSuite;

/// Which host to look for; nothing where there is no suite.
pub(super) fn finding(suites: &[ServedSuite<'_>], examination: &Examination<'_>) -> Option<Finding> {
    suites.first()?;
    let host = examination.public_url.split_once("://").map_or(examination.public_url, |(_, host)| host);
    let next = format!(
        "see that {host}, exactly so, is a trusted domain (可信域名) of each company's app in the provider console; \
         where it is not, WeCom says \"redirect_uri 参数错误\" or errcode 50001"
    );
    Some(Finding::ok("trusted domain", "WeCom has no call that tells").advising(next))
}
