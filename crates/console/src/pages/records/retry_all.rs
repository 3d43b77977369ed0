//! `/console/records/retry-all`: all that failed since a moment is tried again, by a task that outlives the page.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpResponse, http::StatusCode};
use administration::records;
use clock::Timestamp;
use maud::{Markup, html};

use super::texts;
use crate::{
    answer::{Answer, see_other},
    list::Query,
    pages::sign_in::problem_of,
    rights::{Console, Operator, Submitted},
    tasks::Task,
    view::View,
    when,
};

/// Hours that one may go back.
const MOST_HOURS: u64 = 8_760;

/// Says how many there are, and asks.
pub(crate) async fn page(console: Console<Operator>) -> Answer {
    let query = Query::of(&console.view);
    let hours = hours(query.text("hours")).unwrap_or(24);
    let since = since(&console.view, hours);
    let found = console.of(records::count_failed(console.server(), &console.actor(), since).await)?;
    Ok(show(&console.view, StatusCode::OK, hours, Some(found), None))
}

/// Begins, or stops what was begun.
pub(crate) async fn submit(Submitted { right: console, form }: Submitted<Console<Operator>>) -> Answer {
    if form.text("stop") == "on" {
        console.services.retries.stop();
        return Ok(see_other("/console/records"));
    }
    let Some(hours) = hours(form.text("hours")) else {
        let problem = console.view.say(&texts::WRONG_HOURS);
        return Ok(show(&console.view, StatusCode::UNPROCESSABLE_ENTITY, 24, None, Some(problem)));
    };
    let since = since(&console.view, hours);
    let (server, actor) = (console.server().clone(), console.actor());
    let left = console.of(records::count_failed(&server, &actor, since).await)?;
    if let Some(task) = console.services.retries.begin(left, console.view.now) {
        tokio::spawn(async move { retry(&server, &actor, since, &task).await });
    }
    Ok(see_other("/console/records"))
}

/// Queues one after the other, until there is none left or somebody says stop. Those that come to nothing again meanwhile
/// are behind it, so it ends.
async fn retry(
    server: &administration::Administration,
    actor: &administration::Actor,
    since: Timestamp,
    task: &Arc<Task>,
) {
    let mut after = i64::MIN;
    while let Ok(ids) = records::failed(server, actor, since, after).await {
        let Some(last) = ids.last() else { break };
        after = *last;
        for id in ids {
            if task.is_stopped() {
                return task.end(server.clock.now());
            }
            task.count(records::retry(server, actor, None, id).await.is_ok());
        }
    }
    task.end(server.clock.now());
}

/// The card of a task that is under way or ended lately.
pub(super) fn card<R>(console: &Console<R>) -> Markup {
    let view = &console.view;
    let Some(task) = console.services.retries.latest() else { return html! {} };
    let (done, failed, left) = task.counts();
    let (done, failed, left) = (done.to_string(), failed.to_string(), left.to_string());
    let ended = task.ended_at();
    let text = if ended.is_some() { &texts::TASK_ENDED } else { &texts::TASK_RUNNING };
    let told = text.with("done", &done).with("failed", &failed).with("left", &left);
    html! {
        section.card #task role="status" data-hx-get=[ended.is_none().then_some("/console/records")] data-hx-select="#task"
            data-hx-trigger=[ended.is_none().then_some("load delay:1s")] data-hx-swap="outerHTML" {
            div.head {
                h2 { (view.say(&texts::TASK)) }
                span { (view.say(&told)) " " (when::at(view, task.begun_at)) }
                @if ended.is_none() {
                    form method="post" action="/console/records/retry-all" {
                        button.quiet.small type="submit" name="stop" value="on" { (view.say(&texts::STOP)) }
                    }
                }
            }
        }
    }
}

fn hours(text: &str) -> Option<u64> {
    text.parse().ok().filter(|hours| (1..=MOST_HOURS).contains(hours))
}

fn since(view: &View, hours: u64) -> Timestamp {
    view.now - Duration::from_hours(hours)
}

fn show(view: &View, status: StatusCode, hours: u64, found: Option<u64>, problem: Option<&str>) -> HttpResponse {
    let content = html! {
        section.card.narrow {
            h1 { (view.say(&texts::RETRY_ALL_TITLE)) }
            (problem_of(problem))
            @if let Some(found) = found { p { (view.say(&texts::RETRY_FOUND.with("n", &found.to_string()))) } }
            form.fields method="post" action="/console/records/retry-all" {
                div { label for="hours" { (view.say(&texts::RETRY_SINCE)) }
                    input #hours name="hours" value=(hours) required inputmode="numeric" pattern="[0-9]*" maxlength="4"; }
                button type="submit" { (view.say(&texts::RETRY_START)) }
            }
        }
    };
    view.page_with(status, view.say(&texts::RETRY_ALL_TITLE), &content)
}
