//! `/console/audit`: who did what, by actor, action, target and time; as CSV and JSON too.

mod export;
mod texts;

use administration::trail::{self, AuditEvent, AuditFilter};
use clock::Timestamp;
use maud::{Markup, html};

pub(super) use self::export::export;
use crate::{
    answer::Answer,
    list::{Align, List, PAGE, Query, address},
    rights::{Auditor, Console},
    texts as common,
    view::View,
    when,
};

const PATH: &str = "/console/audit";
const FIELDS: [&str; 5] = ["actor", "action", "target", "since", "until"];

/// Lists the entries.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    let (view, query) = (&console.view, Query::of(&console.view));
    let limit = PAGE as u64 + 1;
    let found = trail::list(console.server(), &console.actor(), &filter(&query), limit).await;
    let mut found = console.of(found)?;
    let kept: Vec<(&str, &str)> = FIELDS.iter().map(|name| (*name, query.text(name))).collect();
    let next = (found.len() > PAGE).then(|| {
        found.truncate(PAGE);
        let last = found.last().map(|event| event.id.to_string()).unwrap_or_default();
        address(PATH, &[kept.as_slice(), &[("before", &last)]].concat())
    });
    let export = |format: &str| address("/console/audit/export", &[kept.as_slice(), &[("format", format)]].concat());
    let list = List {
        title: view.say(&common::AUDIT),
        actions: html! {
            a.button.quiet href=(export("csv")) { (view.say(&texts::CSV)) }
            a.button.quiet href=(export("json")) { (view.say(&texts::JSON)) }
        },
        chips: Vec::new(),
        filter: Some(fields(view, &query)),
        head: &[
            (&common::WHEN, Align::Left),
            (&texts::ACTOR, Align::Left),
            (&texts::ACTION, Align::Left),
            (&texts::TARGET, Align::Left),
            (&texts::DETAIL, Align::Left),
        ],
        rows: found.iter().map(|event| row(view, event)).collect(),
        bulk: None,
        empty: (&texts::NOTHING, &texts::FOR),
        next,
    };
    Ok(view.page(view.say(&common::AUDIT), &list.show(view)))
}

/// The filter in an address; a day that is none is not asked for.
fn filter(query: &Query) -> AuditFilter {
    AuditFilter {
        actor: query.given("actor"),
        action: query.given("action"),
        target: query.given("target"),
        of_target: None,
        since: day(query.text("since")),
        until: day(query.text("until")),
        before: query.number("before"),
    }
}

/// The beginning of a day, `2026-12-01`.
fn day(text: &str) -> Option<Timestamp> {
    administration::moment_of(&format!("{text}T00:00:00Z"))
}

fn fields(view: &View, query: &Query) -> Markup {
    let named = [("actor", &texts::ACTOR), ("action", &texts::ACTION), ("target", &texts::TARGET)];
    let days = [("since", &texts::SINCE), ("until", &texts::UNTIL)];
    html! {
        @for (name, title) in named {
            div { label for=(name) { (view.say(title)) }
                input id=(name) type="search" name=(name) value=(query.text(name)) maxlength="191" spellcheck="false"; }
        }
        @for (name, title) in days {
            div { label for=(name) { (view.say(title)) } input id=(name) type="date" name=(name) value=(query.text(name)); }
        }
    }
}

fn row(view: &View, event: &AuditEvent) -> Markup {
    html! {
        tr {
            td { (when::at(view, event.at)) }
            td { (event.actor) }
            td { code { (event.action) } }
            td { (event.target) }
            td { details { summary { (view.say(&texts::DETAIL)) } pre { (pretty(&event.detail)) } } }
        }
    }
}

fn pretty(detail: &serde_json::Value) -> String {
    serde_json::to_string_pretty(detail).unwrap_or_default()
}
