//! `/console/records/{id}`: a record with its message and its tries.

use actix_web::web::Path;
use administration::{
    Role,
    companies::{self, CompanyNames},
    records::{self, CallbackAttempt, CallbackState, ListedRecord},
};
use maud::{Markup, html};

use super::{state, texts};
use crate::{
    answer::Answer,
    rights::{Auditor, Console},
    texts as common,
    view::View,
    when,
};

/// Shows it.
pub(crate) async fn page(id: Path<String>, console: Console<Auditor>) -> Answer {
    let id: i64 = id.parse().map_err(|_| console.not_found())?;
    let (view, actor) = (&console.view, console.actor());
    let record = console.of(records::show(console.server(), &actor, id).await)?;
    let fields = console.of(records::fields(console.server(), &actor, id).await)?;
    let corp: Vec<&str> = record.corp_id.as_deref().into_iter().collect();
    let names = console.of(companies::names_of(&actor, &console.catalog().login_types, &corp).await)?;
    let may = console.is_at_least(Role::Operator);
    let action = format!("/console/records/{id}/retry");
    let title = format!("{} {id}", view.say(&texts::RECORD));
    let content = html! {
        p.crumb { a href="/console/records" { (view.say(&common::RECORDS)) } }
        div.head {
            h1 { (record.event_type) }
            (state(view, &record.state))
            @if may {
                div.actions { form method="post" action=(action) {
                    button type="submit" { (view.say(&texts::RETRY)) }
                } }
            }
        }
        section.card { (facts(view, &record, &names)) }
        section.card {
            h2 { (view.say(&texts::WHAT_NEXT)) }
            p { (next(view, &record)) }
            @if let Some(error) = record.state.error() { p.alarm { (error) } }
        }
        div.columns {
            section.card { h2 { (view.say(&texts::HISTORY)) } (history(view, &record.history)) }
            section.card { h2 { (view.say(&texts::MESSAGE)) } (message(view, fields.as_deref())) }
        }
    };
    Ok(view.page(&title, &content))
}

fn facts(view: &View, record: &ListedRecord, names: &CompanyNames) -> Markup {
    let corp = record.corp_id.as_deref();
    html! {
        dl.facts {
            div { dt { (view.say(&texts::COMPANY)) } dd { @match corp {
                Some(corp) => { (names.of_id(corp).unwrap_or_default()) " " code { (corp) } }
                None => "–"
            } } }
            div { dt { (view.say(&texts::RECEIVED)) } dd { (when::at(view, record.received_at)) } }
            div { dt { (view.say(&texts::HAPPENED)) } dd { (when::at(view, record.event_time)) } }
            div { dt { (view.say(&texts::TRIES)) } dd { (record.attempts) } }
            div { dt { (view.say(&texts::SUITE)) } dd { code { (record.realm) } } }
            div { dt { (view.say(&texts::INSTANCE)) } dd { code { (record.app) ":" (record.instance) } } }
            div { dt { (view.say(&common::ID)) } dd { code { (record.id) } } }
            @if let Some(request) = &record.request_id {
                div { dt { (view.say(&texts::REQUEST)) } dd { code { (request) } } }
            }
        }
    }
}

fn next(view: &View, record: &ListedRecord) -> Markup {
    match &record.state {
        CallbackState::Pending { .. } => html! { (view.say(&texts::NEXT_PENDING)) },
        CallbackState::Running { .. } => html! { (view.say(&texts::NEXT_RUNNING)) },
        CallbackState::Succeeded { .. } => html! { (view.say(&texts::NEXT_SUCCEEDED)) },
        CallbackState::Dead { .. } => html! { (view.say(&texts::NEXT_DEAD)) },
        CallbackState::Failed { due_at, .. } => {
            let number = (record.attempts + 1).to_string();
            let text = texts::NEXT_FAILED.with("n", &number);
            let (before, after) = view.say(&text).split_once("{when}").unwrap_or((view.say(&text), ""));
            html! { (before) (when::at(view, *due_at)) (after) }
        }
    }
}

fn history(view: &View, tries: &[CallbackAttempt]) -> Markup {
    html! {
        @if tries.is_empty() { p.hint { (view.say(&texts::NO_TRIES)) } }
        ol.timeline {
            @for attempt in tries {
                @let class = match (&attempt.error, attempt.finished_at) {
                    (Some(_), _) => "bad",
                    (None, Some(_)) => "good",
                    (None, None) => "off",
                };
                li class=(class) {
                    h3 { (view.say(&texts::TRY_NUMBER.with("n", &attempt.number.to_string()))) " · " (when::at(view, attempt.started_at)) }
                    p { @match (&attempt.error, attempt.finished_at) {
                        (Some(error), _) => (error),
                        (None, Some(_)) => (view.say(&texts::WENT_WELL)),
                        (None, None) => (view.say(&texts::GOES_ON)),
                    } }
                    @if let Some(finished) = attempt.finished_at {
                        p.hint { (when::span(finished.since(attempt.started_at))) }
                    }
                }
            }
        }
    }
}

fn message(view: &View, fields: Option<&[(String, String)]>) -> Markup {
    html! {
        @match fields {
            None => p.hint { (view.say(&texts::NO_MESSAGE)) },
            Some(fields) => dl.facts { @for (name, value) in fields { div { dt { (name) } dd.id { (value) } } } }
        }
    }
}
