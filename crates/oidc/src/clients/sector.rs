//! The sector of a client: clients of one sector see the same pairwise `sub` (OpenID Connect Core, section 8.1).

use std::collections::BTreeSet;

use element_type::ConfigProblem;
use url::Url;

use super::{Config, SubjectType, redirect_uri::is_loopback};

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
    let hosts: BTreeSet<_> = config.redirect_uris.iter().map(|uri| own_host(uri)).collect();
    let mut hosts = hosts.into_iter();
    match (hosts.next().flatten(), hosts.next()) {
        (Some(host), None) => Ok(Some(host)),
        _ => Err(ConfigProblem::new(
            "sectorIdentifier",
            "is needed where the redirectUris are of several hosts, of this machine (localhost), or of a scheme of the client's own",
        )),
    }
}

/// The host of an address, where it tells one client from another: programs on a device all have the device's own, and a
/// scheme names none.
fn own_host(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok().filter(|url| matches!(url.scheme(), "https" | "http") && !is_loopback(url))?;
    url.host_str().map(str::to_owned)
}
