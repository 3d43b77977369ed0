//! `/console/companies`: the companies, by name, id or organisation code and by how they stand; paged in the login types.

use administration::{
    Role,
    companies::{self, CompanyEntry},
};
use login_type::CompanyQuery;
use maud::{Markup, html};

use super::{STATUSES, status, texts};
use crate::{
    answer::Answer,
    list::{Align, Chip, List, PAGE, Query, address},
    rights::{Auditor, Console},
    texts as common,
    view::View,
    when,
};

const PATH: &str = "/console/companies";
/// The names of the parts of the place where a page begins.
const AFTER: [&str; 3] = ["type", "suite", "after"];

/// Lists them.
pub(crate) async fn page(console: Console<Auditor>) -> Answer {
    let (view, query) = (&console.view, Query::of(&console.view));
    let (search, standing) = (query.given("q"), query.given("state"));
    let asked =
        CompanyQuery { search: search.as_deref(), status: standing.as_deref(), limit: PAGE, ..CompanyQuery::default() };
    let [login_type, suite, corp] = AFTER.map(|name| query.given(name));
    let after = login_type.as_deref().zip(suite.as_deref()).zip(corp.as_deref());
    let after = after.map(|((login_type, suite), corp)| (login_type, suite, corp));
    let catalog = console.catalog();
    let found = companies::search(console.server(), &console.actor(), &catalog.login_types, &asked, after).await;
    let found = console.of(found)?;
    let total = console.of(companies::count(&console.actor(), &catalog.login_types).await)?;
    let next = found.next.as_ref().map(|(login_type, suite, corp)| {
        let kept = [("q", query.text("q")), ("state", query.text("state"))];
        let after = [(AFTER[0], *login_type), (AFTER[1], suite.as_str()), (AFTER[2], corp.as_str())];
        address(PATH, &[kept.as_slice(), &after].concat())
    });
    let title = format!("{} {total}", view.say(&common::COMPANIES));
    let list = List {
        title: &title,
        actions: html! { @if console.is_at_least(Role::Operator) {
            a.button href="/console/companies/invite" { (view.say(&texts::INVITE)) }
        } },
        chips: chips(view, &query),
        filter: Some(html! {
            input type="hidden" name="state" value=(query.text("state"));
            div { label for="q" { (view.say(&texts::SEARCH_HINT)) }
                input #q type="search" name="q" value=(query.text("q")) maxlength="128" spellcheck="false"; }
        }),
        head: &[
            (&texts::COMPANY, Align::Left),
            (&common::STATE, Align::Left),
            (&texts::ORG_CODE, Align::Left),
            (&texts::LOGGED_IN, Align::Right),
            (&texts::LAST_EVENT, Align::Left),
        ],
        rows: found.entries.iter().map(|entry| row(view, entry)).collect(),
        bulk: None,
        empty: (&texts::NONE_YET, &texts::FOR),
        next,
    };
    Ok(view.page(view.say(&common::COMPANIES), &list.show(view)))
}

fn chips(view: &View, query: &Query) -> Vec<Chip> {
    let chosen = query.text("state");
    let chip = |name: &str, word: &str| Chip {
        name: name.to_owned(),
        href: address(PATH, &[("q", query.text("q")), ("state", word)]),
        is_on: chosen == word,
    };
    let each = STATUSES.iter().map(|(word, _, text)| chip(view.say(text), word));
    std::iter::once(chip(view.say(&common::ALL), "")).chain(each).collect()
}

/// The address of a company.
pub(super) fn address_of(entry: &CompanyEntry) -> String {
    let company = &entry.company;
    let parts = [("type", entry.login_type), ("suite", &*company.realm), ("corp", &*company.corp_id)];
    address("/console/company", &parts)
}

fn row(view: &View, entry: &CompanyEntry) -> Markup {
    let company = &entry.company;
    html! {
        tr {
            td { a href=(address_of(entry)) { (company.name.as_deref().unwrap_or_else(|| view.say(&texts::NAMELESS))) }
                @if company.name.is_none() { span.hint.id { (company.corp_id) } } }
            td { (status(view, company.status)) }
            td { @match &company.org_code { Some(code) => code { (code) }, None => span.none { "–" } } }
            td.number { (entry.members_logged_in) }
            td { @match &entry.last_event {
                Some(record) => { a href={ "/console/records/" (record.id) } { (record.event_type) } " " (when::at(view, record.event_time)) }
                None => span.none { "–" }
            } }
        }
    }
}
