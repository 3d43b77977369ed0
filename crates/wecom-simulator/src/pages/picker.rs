//! The member picker: plain links, so that a browser and an HTTP client can choose.

use maud::{Markup, html};

use super::link::LoginLink;
use crate::state::{Corp, State};

/// So many members are listed; others are reached by a link with their userid.
const LISTED: usize = 100;

/// Links for the corp's members, an outsider, and a refusal.
pub(crate) fn member_links(state: &State, corp_id: &str, link: &LoginLink) -> Markup {
    let members = state.corps.get(corp_id).map(|corp: &Corp| corp.members.as_slice()).unwrap_or_default();
    html! {
        ul.members {
            @for member in members.iter().take(LISTED) {
                li {
                    a href=(link.pick_url("member", &member.userid)) data-choice="member" data-userid=(member.userid) {
                        (member.name) " " small { (member.userid) }
                    }
                }
            }
            li { a href=(link.pick_url("outsider", "")) data-choice="outsider" { "外部人员 · an outsider" } }
            li { a href=(link.pick_url("refuse", "")) data-choice="refuse" { "拒绝 · refuse" } }
        }
        @if members.len() > LISTED { p { small { (members.len()) " members, " (LISTED) " shown" } } }
    }
}
