//! `/console/records`: the records, by state, company, event and time.

use administration::{
    Role,
    companies::{self, CompanyNames},
    records::{self, CallbackStateName, ListedRecord, RecordFilter},
};
use maud::{Markup, html};

use super::{retry_all, state, texts};
use crate::{
    answer::Answer,
    list::{Align, Bulk, Chip, List, PAGE, Query, address},
    rights::{Auditor, Console},
    texts as common,
    view::View,
    when,
};

const PATH: &str = "/console/records";

/// Lists them.
pub(crate) async fn page(console: Console<Auditor>) -> Answer {
    let (view, actor, query) = (&console.view, console.actor(), Query::of(&console.view));
    let filter = RecordFilter {
        state: query.text("state").parse().ok(),
        realm: query.given("suite"),
        corp_id: query.given("corp"),
        event_type: query.given("event"),
        before_id: query.number("before"),
        limit: PAGE as u64 + 1,
        ..RecordFilter::default()
    };
    let (mut found, _) = console.of(records::list(console.server(), &actor, &filter).await)?;
    let counts = console.of(records::counts(console.server(), &actor).await)?;
    let next = (found.len() > PAGE).then(|| {
        found.truncate(PAGE);
        let last = found.last().map(|record| record.id.to_string()).unwrap_or_default();
        address(PATH, &parameters(&query, query.text("state"), &last))
    });
    let corps: Vec<&str> = found.iter().filter_map(|record| record.corp_id.as_deref()).collect();
    let names = console.of(companies::names_of(&actor, &console.catalog().login_types, &corps).await)?;
    let may = console.is_at_least(Role::Operator);
    let list = List {
        title: view.say(&common::RECORDS),
        actions: html! { @if may { a.button.quiet href="/console/records/retry-all" { (view.say(&texts::RETRY_ALL)) } } },
        chips: chips(view, &query, &counts),
        filter: Some(fields(view, &query)),
        head: &[
            (&common::STATE, Align::Left),
            (&texts::EVENT, Align::Left),
            (&texts::COMPANY, Align::Left),
            (&texts::RECEIVED, Align::Left),
            (&texts::TRIES, Align::Right),
            (&texts::NEXT_TRY, Align::Left),
        ],
        rows: found.iter().map(|record| row(view, record, &names, may)).collect(),
        bulk: may.then(|| Bulk {
            action: "/console/records/retry",
            buttons: html! { button.quiet.small type="submit" { (view.say(&texts::RETRY_SELECTED)) } },
        }),
        empty: (&texts::NONE_YET, &texts::FOR),
        next,
    };
    let content = html! { (retry_all::card(&console)) (list.show(view)) };
    Ok(view.page(view.say(&common::RECORDS), &content))
}

fn parameters<'a>(query: &'a Query, state: &'a str, before: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("state", state),
        ("corp", query.text("corp")),
        ("event", query.text("event")),
        ("suite", query.text("suite")),
        ("before", before),
    ]
}

fn chips(view: &View, query: &Query, counts: &[(CallbackStateName, u64)]) -> Vec<Chip> {
    let chosen = query.text("state");
    let all = Chip {
        name: view.say(&common::ALL).to_owned(),
        href: address(PATH, &parameters(query, "", "")),
        is_on: chosen.is_empty(),
    };
    let each = CallbackStateName::ALL.into_iter().map(|state| {
        let count = counts.iter().find(|(own, _)| *own == state).map(|(_, count)| format!(" {count}"));
        Chip {
            name: format!("{}{}", view.say(texts::state(state).1), count.unwrap_or_default()),
            href: address(PATH, &parameters(query, state.as_str(), "")),
            is_on: chosen == state.as_str(),
        }
    });
    std::iter::once(all).chain(each).collect()
}

fn fields(view: &View, query: &Query) -> Markup {
    html! {
        input type="hidden" name="state" value=(query.text("state"));
        div { label for="corp" { (view.say(&texts::COMPANY)) }
            input #corp type="search" name="corp" value=(query.text("corp")) maxlength="128" spellcheck="false"; }
        div { label for="event" { (view.say(&texts::EVENT)) }
            input #event type="search" name="event" value=(query.text("event")) maxlength="128" spellcheck="false"; }
    }
}

fn row(view: &View, record: &ListedRecord, names: &CompanyNames, may: bool) -> Markup {
    let href = format!("{PATH}/{}", record.id);
    let due = record.state.due_at().filter(|_| record.state.name() == CallbackStateName::Failed);
    html! {
        tr {
            @if may {
                td.select { input type="checkbox" name="id" value=(record.id)
                    aria-label={ (view.say(&common::SELECT)) " " (record.id) }; }
            }
            td { (state(view, &record.state)) }
            td { a href=(href) { (record.event_type) } }
            td { @match &record.corp_id {
                Some(corp) => { @match names.of_id(corp) { Some(name) => (name), None => span.id { (corp) } } }
                None => span.none { "–" }
            } }
            td { (when::at(view, record.received_at)) }
            td.number { (record.attempts) }
            td { (when::maybe(view, due)) @if let Some(error) = record.state.error() { span.hint { (error) } } }
        }
    }
}
