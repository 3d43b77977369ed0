//! The answer to a proxy about a member: `X-Auth-…` headers, for the app behind it, and `Cookie` as the app may see it.

use actix_web::{
    HttpResponse,
    http::header::{self, HeaderValue},
};
use oidc::ForwardedMember;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The letters that a header cannot carry, and the sign of what was encoded; letters beyond ASCII are encoded anyway.
const ENCODED: &AsciiSet = &CONTROLS.add(b'%');

/// The answer about a member. Each header is there, if empty: so that a proxy which copies them overwrites what a client sent.
pub(super) fn of(member: &ForwardedMember, cookies: HeaderValue) -> HttpResponse {
    let ForwardedMember { subject, corp_id, login_name, name, email, groups, .. } = member;
    let groups: Vec<String> = groups.iter().map(|group| encoded(&group.replace(',', " "))).collect();
    let headers = [
        ("X-Auth-User", encoded(login_name)),
        ("X-Auth-Sub", encoded(subject)),
        ("X-Auth-Corp-Id", encoded(corp_id)),
        ("X-Auth-Name", encoded(name.as_deref().unwrap_or_default())),
        ("X-Auth-Email", encoded(email.as_deref().unwrap_or_default())),
        ("X-Auth-Groups", groups.join(",")),
    ];
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::COOKIE, cookies));
    for header in headers {
        answer.insert_header(header);
    }
    answer.finish()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}
