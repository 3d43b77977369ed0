//! GET /_sim/ and /_sim/routes: the table of routes as a page with buttons, and as JSON.

use actix_web::HttpResponse;
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::{Route, ask::Ask, routes::ROUTES};
use crate::{pages::page, state::State};

const SCRIPT: &str = r#"
document.querySelectorAll("form[data-method]").forEach(form => form.addEventListener("submit", async event => {
  event.preventDefault();
  const path = form.dataset.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(form.elements[name].value));
  const body = form.elements.body && form.elements.body.value.trim();
  const out = form.querySelector("pre");
  out.hidden = false;
  out.textContent = "…";
  try {
    const answer = await fetch(path, {method: form.dataset.method, body: body || undefined});
    const text = await answer.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch (_) {}
    out.textContent = answer.status + "\n" + shown;
  } catch (error) { out.textContent = String(error); }
}));
"#;

pub(super) fn list(_: &Ask) -> Value {
    let routes = ROUTES.iter().map(|route| {
        let body = serde_json::from_str(route.body).unwrap_or(Value::Null);
        json!({ "method": route.method, "path": route.path, "does": route.does, "body": body })
    });
    Value::Array(routes.collect())
}

pub(super) fn show(ask: &Ask) -> HttpResponse {
    let state = ask.world.state();
    page(
        "wecom-simulator",
        &html! {
            p { "A local WeCom at " code { (ask.world.origin) } ". Each route with an example of its body; JSON in and out; unknown fields are refused." }
            p {
                "Push options, wherever something is pushed: "
                code { "push" } " (false: nothing is sent), " code { "wrongSignature" } ", " code { "wrongReceiveId" } ", "
                code { "duplicate" } ", " code { "delayMs" } ", " code { "later" } " (into the mail bag)."
            }
            (known_ids(&state))
            @for route in ROUTES { (entry(route)) }
            script { (PreEscaped(SCRIPT)) }
        },
    )
}

/// What the inputs of path parameters suggest.
fn known_ids(state: &State) -> Markup {
    html! {
        datalist id="suiteId" { @for id in state.templates.keys() { option value=(id) {} } }
        datalist id="corpId" { @for corp in state.corps.values() { option value=(corp.corp_id) { (corp.name) } } }
        datalist id="userid" {
            @for member in state.corps.values().flat_map(|corp| &corp.members).take(100) {
                option value=(member.userid) { (member.name) }
            }
        }
        datalist id="key" { @for key in state.links.keys() { option value=(key) {} } }
    }
}

fn entry(route: &Route) -> Markup {
    let parameters = route.path.split(['{', '}']).skip(1).step_by(2);
    html! {
        details {
            summary { code { b { (route.method) } " " (route.path) } " — " (route.does) }
            form data-method=(route.method) data-path=(route.path) {
                @for name in parameters {
                    label { (name) " " input name=(name) list=(name) required size="34"; }
                }
                @if !route.body.is_empty() { textarea name="body" spellcheck="false" { (route.body) } }
                p { button { (route.method) } }
                pre hidden {}
            }
        }
    }
}
