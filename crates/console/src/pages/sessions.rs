//! `/console/sessions`: the sessions that go on, and an end to them.

use administration::{
    Role,
    sessions::{self, SessionEntry, SessionFilter},
};
use login_type::Standing;
use maud::{Markup, html};

use super::users::texts;
use crate::{
    answer::{Answer, see_other},
    list::{Align, List, PAGE, Query},
    rights::{Auditor, Console, Operator, Submitted},
    texts as common,
    view::View,
    when,
};

/// Lists the newest.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    let (view, query) = (&console.view, Query::of(&console.view));
    let filter =
        SessionFilter { corp_id: query.given("corp"), subject: query.given("member"), ..SessionFilter::default() };
    let admission = console.services.folder.catalog();
    let limit = PAGE as u64;
    let found = sessions::list(console.server(), &console.actor(), Some(admission), &filter, limit).await;
    let found = console.of(found)?;
    let may = console.is_at_least(Role::Operator);
    let list = List {
        title: view.say(&texts::SESSIONS),
        actions: html! { a.button.quiet href="/console/users" { (view.say(&texts::USERS)) } },
        chips: Vec::new(),
        filter: Some(html! {
            div { label for="member" { (view.say(&texts::MEMBER)) }
                input #member type="search" name="member" value=(query.text("member")) maxlength="191" spellcheck="false"; }
            div { label for="corp" { (view.say(&texts::COMPANY)) }
                input #corp type="search" name="corp" value=(query.text("corp")) maxlength="128" spellcheck="false"; }
        }),
        head: HEAD,
        rows: found.iter().map(|entry| row(view, entry, may)).collect(),
        bulk: None,
        empty: (&texts::NO_SESSIONS, &texts::SESSIONS_FOR),
        next: None,
    };
    Ok(view.page(view.say(&texts::SESSIONS), &list.show(view)))
}

const HEAD: &[(&element_model::Text, Align)] = &[
    (&texts::MEMBER, Align::Left),
    (&texts::INSTANCE, Align::Left),
    (&texts::PLATFORM, Align::Left),
    (&texts::BEGAN, Align::Left),
    (&texts::ENDS, Align::Left),
    (&texts::END, Align::Left),
];

/// Ends one session, or all of a user.
pub(super) async fn end(Submitted { right: console, form }: Submitted<Console<Operator>>) -> Answer {
    let given = |name: &str| Some(form.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let (id, user_id) = (given("session"), given("user"));
    let to = user_id.as_ref().map_or_else(|| "/console/sessions".to_owned(), |user| format!("/console/users/{user}"));
    let filter = SessionFilter { id, user_id, ..SessionFilter::default() };
    console.of(sessions::end(console.server(), &console.actor(), &filter).await)?;
    Ok(see_other(&to))
}

/// The sessions of a user.
pub(super) fn table<R>(console: &Console<R>, entries: &[SessionEntry]) -> Markup {
    let (view, may) = (&console.view, console.is_at_least(Role::Operator));
    html! {
        @if entries.is_empty() { p.hint { (view.say(&texts::NO_SESSIONS)) } } @else {
            div.table tabindex="0" role="region" aria-label=(view.say(&texts::SESSIONS)) { table {
                thead { tr { @for (name, _) in HEAD { th scope="col" { (view.say(name)) } } } }
                tbody { @for entry in entries { (row(view, entry, may)) } }
            } }
        }
    }
}

fn row(view: &View, entry: &SessionEntry, may: bool) -> Markup {
    let (session, origin) = (&entry.session, &entry.session.origin);
    let standing = match entry.standing {
        Some(Standing::SwitchedOff) => Some(&texts::STANDING_OFF),
        Some(Standing::Gone) => Some(&texts::STANDING_GONE),
        _ => None,
    };
    html! {
        tr {
            td { a href={ "/console/users/" (session.user_id) } { (origin.member.subject) } span.hint.id { (origin.member.corp_id) } }
            td { (origin.instance) span.hint { (origin.app) }
                @if let Some(standing) = standing { span.state.warn { (view.say(standing)) } } }
            td { (session.platform) }
            td { (when::at(view, session.created_at)) }
            td { (when::at(view, session.expires_at)) }
            td { @if may { form method="post" action="/console/sessions/end" {
                button.danger.small type="submit" name="session" value=(session.id)
                    aria-label={ (view.say(&texts::END)) " " (origin.member.subject) " " (view.say(&common::ID)) " " (session.id) } {
                    (view.say(&texts::END))
                }
            } } }
        }
    }
}
