//! GET /_sim/pick: the choice made in a member picker, and what it leads to.

use std::collections::HashMap;

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use maud::html;

use super::{
    link::{LoginLink, PageError, Way},
    page,
};
use crate::{
    state::{AppKey, MemberStatus, Person, Scope, State},
    world::World,
};

/// The steps of a person in front of a login page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Member(String),
    /// The member, having consented to `snsapi_privateinfo`.
    Consent(String),
    Outsider,
    Refuse,
}

/// Follows a picker link.
pub(crate) async fn choose(world: Data<World>, Query(parameters): Query<HashMap<String, String>>) -> HttpResponse {
    let userid = parameters.get("userid").cloned().unwrap_or_default();
    let choice = match parameters.get("choice").map(String::as_str) {
        Some("member") => Choice::Member(userid),
        Some("consent") => Choice::Consent(userid),
        Some("outsider") => Choice::Outsider,
        Some("refuse") => Choice::Refuse,
        _ => return HttpResponse::BadRequest().body("choice must be member, consent, outsider or refuse"),
    };
    let Some(way) = parameters.get("way").and_then(|way| Way::named(way)) else {
        return HttpResponse::BadRequest().body("way must be workbench, web or legacy");
    };
    let link = LoginLink::parse(way, parameters);
    link.and_then(|link| settle(&mut world.state(), &link, choice)).unwrap_or_else(HttpResponse::from)
}

/// Ends a login page: a redirect with a code, without one, or another page.
pub(crate) fn settle(state: &mut State, link: &LoginLink, choice: Choice) -> Result<HttpResponse, PageError> {
    let key = link.app(state)?.key();
    let person = match choice {
        // Only web pages are known to come back after a refusal.
        Choice::Refuse if link.way == Way::Workbench => return Ok(refusal()),
        Choice::Refuse => return Ok(link.redirect(None)),
        Choice::Outsider => Person::Outsider(format!("o{}", state.random.url_safe(27))),
        Choice::Consent(userid) => {
            admit(state, link, &key, &userid)?;
            state.note_consent(key.clone(), userid.clone());
            Person::Member(userid)
        }
        Choice::Member(userid) => {
            admit(state, link, &key, &userid)?;
            if link.scope == Scope::PrivateInfo && !state.has_consented(&key, &userid) {
                return Ok(consent(link, &userid));
            }
            Person::Member(userid)
        }
    };
    let code = state.issue_oauth_code(key, person, link.scope);
    Ok(link.redirect(Some(&code)))
}

/// Outside the visible range a scan shows "no permission" (98174); the workbench only for private fields (96441).
fn admit(state: &State, link: &LoginLink, key: &AppKey, userid: &str) -> Result<(), PageError> {
    let member = state.corps.get(&key.1).and_then(|corp| corp.member(userid));
    let member = member.ok_or(PageError { code: 60111, text: "成员不存在" })?;
    if !matches!(member.status, MemberStatus::Active | MemberStatus::Inactive) {
        return Err(PageError { code: 60011, text: "成员已被禁用" });
    }
    let in_range = state.app(key).is_some_and(|app| app.visible.includes(userid));
    let range_counts = link.way != Way::Workbench || link.scope == Scope::PrivateInfo;
    if range_counts && !in_range {
        return Err(PageError { code: 50002, text: "你没有权限使用该应用" });
    }
    Ok(())
}

fn refusal() -> HttpResponse {
    page("企业微信", &html! { p data-refused="true" { "已拒绝授权" } })
}

fn consent(link: &LoginLink, userid: &str) -> HttpResponse {
    page(
        "企业微信授权",
        &html! {
            p { "应用申请获取你的个人敏感信息" }
            ul.members {
                li { a href=(link.pick_url("consent", userid)) data-choice="consent" { "同意 · agree" } }
                li { a href=(link.pick_url("refuse", "")) data-choice="refuse" { "拒绝 · refuse" } }
            }
        },
    )
}
