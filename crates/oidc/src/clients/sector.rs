//! The sector of a client: clients of one sector see the same pairwise `sub` (OpenID Connect Core, section 8.1).

use std::collections::BTreeSet;

use element_type::ConfigProblem;
use url::Url;

use super::{Config, SubjectType};

/// The sector; `None` where all clients see the same `sub`.
pub(super) fn of(config: &Config) -> Result<Option<String>, ConfigProblem> {
    if config.subject_type == SubjectType::Public {
        return Ok(None);
    }
    if let Some(named) = config.sector_identifier.as_deref() {
        let host = Url::parse(&format!("https://{named}/")).ok().and_then(|url| url.host_str().map(str::to_owned));
        let right = "must be a host name such as apps.example";
        return host
            .filter(|host| host == named)
            .map(Some)
            .ok_or_else(|| ConfigProblem::new("sectorIdentifier", right));
    }
    let hosts = config.redirect_uris.iter().filter_map(|uri| Url::parse(uri).ok()?.host_str().map(str::to_owned));
    let mut hosts: BTreeSet<_> = hosts.collect();
    match (hosts.pop_first(), hosts.is_empty()) {
        (Some(host), true) => Ok(Some(host)),
        _ => Err(ConfigProblem::new(
            "sectorIdentifier",
            "is needed where the redirectUris are of several hosts, or of none",
        )),
    }
}
