//! `/console`: what is wrong with the button that mends it, figures by days, the last events.

mod texts;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use actix_web::HttpResponse;
use administration::{
    companies, overview,
    trail::{self, AuditFilter},
};
use login_type::{Finding, Heartbeat, Severity};
use maud::{Markup, html};

use crate::{
    answer::{Answer, see_other},
    chart,
    examinations::Examinations,
    rights::{Auditor, Console, Submitted},
    texts as common,
    view::View,
    when,
};

/// How old a look may be before a page begins another one.
const STALE: Duration = Duration::from_mins(10);
/// How old a ticket may be: WeCom pushes one about every ten minutes (97173).
const LATE: Duration = Duration::from_mins(30);
/// Events that are shown.
const EVENTS: u64 = 10;

/// Where what a check found is mended, by the beginning of the check's name.
const MENDED_AT: [(&str, &str); 6] = [
    ("callback record", "/console/records?state=dead"),
    ("compan", "/console/companies"),
    ("element", "/console/elements"),
    ("instance", "/console/elements"),
    ("token", "/console/tokens"),
    ("encryption", "/console/keys"),
];

/// Shows all of it.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    let (view, actor) = (&console.view, console.actor());
    let figures = console.of(overview::figures(console.server(), &actor).await)?;
    let companies = console.of(companies::count(&actor, &console.catalog().login_types).await)?;
    let filter = AuditFilter::default();
    let events = console.of(trail::list(console.server(), &actor, &filter, EVENTS).await)?;
    let heartbeats = console.of(console.catalog().login_types.heartbeats().await)?;
    let total = |days: &[(String, u64)]| days.iter().map(|(_, count)| count).sum::<u64>();
    let content = html! {
        div.head { h1 { (view.say(&common::OVERVIEW)) } }
        (wrong(view, &console.services.examinations))
        div.figures {
            (figure(view.say(&texts::KNOWN_COMPANIES), companies, "/console/companies", &html! {}))
            (figure(view.say(&texts::LIVE_SESSIONS), figures.sessions, "/console/sessions", &html! {}))
            (figure(view.say(&texts::CALLBACKS), total(&figures.callbacks), "/console/records",
                &chart::bars(view, view.say(&texts::CALLBACKS), &figures.callbacks)))
            (figure(view.say(&texts::LOGINS), total(&figures.logins), "/console/audit?action=login",
                &chart::bars(view, view.say(&texts::LOGINS), &figures.logins)))
        }
        @if !heartbeats.is_empty() { (tickets(view, &heartbeats)) }
        section.card {
            h2 { (view.say(&texts::EVENTS)) }
            @if events.is_empty() { p.hint { (view.say(&texts::NO_EVENTS)) } }
            ol.log { @for event in &events {
                li { (when::at(view, event.at)) span { (event.actor) } span { code { (event.action) } } span { (event.target) } }
            } }
        }
    };
    Ok(view.page(view.say(&common::OVERVIEW), &content))
}

/// The part of the page about what is wrong, for those who wait for it.
pub(super) async fn findings(console: Console<Auditor>) -> Answer {
    let part = wrong(&console.view, &console.services.examinations);
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(part.into_string()))
}

/// Looks again.
pub(super) async fn again(Submitted { right: console, .. }: Submitted<Console<Auditor>>) -> Answer {
    console.services.examinations.begin();
    Ok(see_other("/console"))
}

/// The suites, with the age of the newest ticket of each.
fn tickets(view: &View, heartbeats: &BTreeSet<Heartbeat>) -> Markup {
    html! {
        section.card {
            h2 { (view.say(&texts::TICKETS)) }
            ul.log { @for beat in heartbeats {
                @let is_late = beat.newest.is_none_or(|at| view.now.since(at) > LATE);
                li {
                    code { (beat.subject) }
                    span.state.warn[is_late].good[!is_late] { (view.say(if is_late { &texts::TICKET_LATE } else { &texts::TICKET_GOOD })) }
                    (when::maybe(view, beat.newest))
                }
            } }
        }
    }
}

fn figure(name: &str, count: u64, href: &str, more: &Markup) -> Markup {
    html! { div.figure { h2 { a href=(href) { (name) } } strong { (count) } (more) } }
}

fn wrong(view: &View, examinations: &Arc<Examinations>) -> Markup {
    let latest = examinations.latest();
    if latest.as_ref().is_none_or(|latest| view.now.since(latest.at) >= STALE) {
        examinations.begin();
    }
    let waits = examinations.is_running();
    let mut found: Vec<Finding> = latest.iter().flat_map(|latest| latest.findings.iter().cloned()).collect();
    found.retain(|finding| finding.severity != Severity::Ok);
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    html! {
        section.card #wrong data-hx-get=[waits.then_some("/console/findings")] data-hx-trigger=[waits.then_some("load delay:2s")]
            data-hx-swap="outerHTML" {
            div.head {
                h2 { (view.say(&texts::WRONG)) }
                div.actions {
                    @if let Some(latest) = &latest { span.hint { (view.say(&texts::EXAMINED)) " " (when::at(view, latest.at)) } }
                    @if waits { span.hint role="status" { (view.say(&texts::EXAMINING)) } }
                    form method="post" action="/console/findings/again" {
                        button.quiet.small type="submit" disabled[waits] { (view.say(&texts::AGAIN)) }
                    }
                }
            }
            @if latest.is_some() && found.is_empty() { p.state.good { (view.say(&texts::ALL_WELL)) } }
            ul.findings { @for finding in &found { (line(view, finding)) } }
        }
    }
}

fn line(view: &View, finding: &Finding) -> Markup {
    let (class, word) = match finding.severity {
        Severity::Error => ("bad", &texts::ERROR),
        _ => ("warn", &texts::WARNING),
    };
    let at = MENDED_AT.iter().find(|(check, _)| finding.check.starts_with(check)).map(|(_, at)| *at);
    html! {
        li {
            span class={ "state " (class) } { (view.say(word)) }
            div {
                p { strong { (finding.check) } @if let Some(subject) = &finding.subject { " (" (subject) ")" } ": " (finding.found) }
                @if let Some(next) = &finding.next { p.hint { (view.say(&texts::NEXT)) (next) } }
            }
            @if let Some(at) = at { a.button.quiet.small href=(at) { (view.say(&texts::SHOW)) } }
        }
    }
}
