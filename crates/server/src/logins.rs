//! Logins as metrics and the audit trail tell them apart: by how the user reached them, and how they ended.

use login_type::{CallError, ErrorKind, Way};

/// How a function logs in, for those that do; those of other login types are told by their name, `loginBy…`.
pub(crate) fn way_of_function(function: &str) -> Option<&'static str> {
    match function {
        "loginByWorkbench" => Some("workbench"),
        "loginByCode" => Some("login_code"),
        _ if function.starts_with("loginBy") => Some("other"),
        _ => None,
    }
}

/// How the login page logs in.
pub(crate) const fn way_of_page(way: Way) -> &'static str {
    match way {
        Way::Qr => "page_qr",
        Way::Workbench => "page_workbench",
    }
}

/// How a login ended: it came about, whoever wanted in was refused, or something failed that is no fault of theirs.
pub(crate) fn result<T>(login: &Result<T, CallError>) -> &'static str {
    login.as_ref().map_or_else(|error| result_of(error.kind()), |_| "ok")
}

/// How a login ended that did not come about.
pub(crate) fn result_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Internal | ErrorKind::Unavailable | ErrorKind::UpstreamUnavailable => "failed",
        ErrorKind::TooManyRequests { .. } => "limited",
        _ => "refused",
    }
}
