//! `/console/users`: the users, by company, member and whether they are let in.

use administration::users::{self, UserEntry, UserFilter};
use maud::{Markup, html};

use super::texts;
use crate::{
    answer::Answer,
    list::{Align, Chip, List, PAGE, Query, address},
    rights::{Auditor, Console},
    texts as common,
    view::View,
    when,
};

const PATH: &str = "/console/users";

/// Lists them.
pub(crate) async fn page(console: Console<Auditor>) -> Answer {
    let (view, query) = (&console.view, Query::of(&console.view));
    let filter = UserFilter {
        corp_id: query.given("corp"),
        subject: query.given("member"),
        disabled: (query.text("state") == "disabled").then_some(true),
        after: query.given("after"),
        limit: PAGE as u64 + 1,
    };
    let mut found = console.of(users::list(console.server(), &console.actor(), &filter).await)?;
    let next = (found.len() > PAGE).then(|| {
        found.truncate(PAGE);
        let last = found.last().map(|entry| entry.user.id.clone()).unwrap_or_default();
        let kept = [("corp", query.text("corp")), ("member", query.text("member")), ("state", query.text("state"))];
        address(PATH, &[kept.as_slice(), &[("after", &last)]].concat())
    });
    let list = List {
        title: view.say(&texts::USERS),
        actions: html! { a.button.quiet href="/console/sessions" { (view.say(&texts::SESSIONS)) } },
        chips: vec![
            Chip {
                name: view.say(&common::ALL).to_owned(),
                href: PATH.to_owned(),
                is_on: query.text("state").is_empty(),
            },
            Chip {
                name: view.say(&texts::DISABLED).to_owned(),
                href: address(PATH, &[("state", "disabled")]),
                is_on: query.text("state") == "disabled",
            },
        ],
        filter: Some(html! {
            input type="hidden" name="state" value=(query.text("state"));
            div { label for="member" { (view.say(&texts::MEMBER)) }
                input #member type="search" name="member" value=(query.text("member")) maxlength="191" spellcheck="false"; }
            div { label for="corp" { (view.say(&texts::COMPANY)) }
                input #corp type="search" name="corp" value=(query.text("corp")) maxlength="128" spellcheck="false"; }
        }),
        head: &[
            (&texts::USER, Align::Left),
            (&common::STATE, Align::Left),
            (&texts::MEMBER, Align::Left),
            (&texts::SINCE, Align::Left),
        ],
        rows: found.iter().map(|entry| row(view, entry)).collect(),
        bulk: None,
        empty: (&texts::NO_USERS, &texts::USERS_FOR),
        next,
    };
    Ok(view.page(view.say(&texts::USERS), &list.show(view)))
}

fn row(view: &View, UserEntry { user, members, .. }: &UserEntry) -> Markup {
    let href = format!("{PATH}/{}", user.id);
    html! {
        tr {
            td { a href=(href) { (user.name.as_deref().unwrap_or_else(|| view.say(&texts::NAMELESS))) } }
            td { (state(view, user.disabled)) }
            td { @for member in members { (member.member) span.hint.id { (member.corp_id) } } }
            td { (when::at(view, user.created_at)) }
        }
    }
}

/// Whether a user is let in, as a word and a shape.
pub(super) fn state(view: &View, disabled: bool) -> Markup {
    html! {
        @if disabled { span.state.off { (view.say(&texts::DISABLED)) } }
        @else { span.state.good { (view.say(&texts::OPEN)) } }
    }
}
