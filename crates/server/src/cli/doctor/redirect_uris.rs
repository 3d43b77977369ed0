//! The redirect URIs that operators register at the identity providers: no provider tells whether it knows them.

use element_model::AppId;
use login_type::{Finding, LoginTypes};
use url::Url;

use super::report::Report;
use crate::login_redirect;

/// Names the redirect URI of each login that the login page has a link to.
pub(super) fn check(login_types: &LoginTypes, public_url: &Url, report: &mut Report) {
    for (name, login_type) in login_types.logins() {
        let has_link = login_types.login(name).is_some_and(|login| login.is_active() && login.has_login_link());
        if let (true, Some(finding)) = (has_link, finding(public_url, &name.app, login_type)) {
            report.add(&finding.about(name.to_string()));
        }
    }
}

fn finding(public_url: &Url, app: &AppId, login_type: &str) -> Option<Finding> {
    let uri = login_redirect::uri(public_url, app).ok()?;
    let next = format!(
        "register this redirect URI at the provider: {uri}; where it asks for a domain alone, register {}",
        uri.host_str()?
    );
    Some(Finding::ok("redirect URI", format!("of {login_type}; no provider tells whether it knows it")).advising(next))
}
