//! The steps until a company's members log in, as far as the server can see it, and the sentence for each.

use administration::companies::CompanyEntry;
use element_model::Text;
use maud::{Markup, html};

use super::texts;
use crate::view::View;

/// Whether a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Light {
    Green,
    Red,
    /// WeCom does not tell.
    Unknown,
}

struct Step {
    light: Light,
    name: &'static Text,
    /// The sentence for the customer's administrator.
    say: Text,
}

/// The steps of a company that authorises; others have none.
pub(super) fn show(view: &View, entry: &CompanyEntry, host: &str) -> Markup {
    if entry.company.status == "configured" {
        return html! {};
    }
    let steps = steps(entry, host);
    let is_done = steps.iter().all(|step| step.light == Light::Green);
    html! {
        section.card #checklist {
            div.head {
                h2 { (view.say(&texts::CHECKLIST)) }
                @if is_done { span.state.good { (view.say(&texts::ALL_DONE)) } }
            }
            @if !is_done { ol.checklist { @for step in &steps { (line(view, step)) } } }
        }
    }
}

fn steps(entry: &CompanyEntry, host: &str) -> Vec<Step> {
    let company = &entry.company;
    let light = |is_done: bool| if is_done { Light::Green } else { Light::Red };
    let has_logins = entry.members_logged_in > 0;
    // Somebody who logged in came through it.
    let domain = if has_logins { Light::Green } else { Light::Unknown };
    let range = company.visible_range.as_ref().map_or(Light::Unknown, |range| light(names_somebody(range)));
    let step = |light, name: &'static Text, say: &'static Text| Step { light, name, say: say.clone() };
    vec![
        step(light(company.status == "authorised"), &texts::STEP_AUTHORISED, &texts::SAY_AUTHORISED),
        step(light(company.agent_id.is_some()), &texts::STEP_AGENT, &texts::SAY_AGENT),
        step(light(company.name.is_some()), &texts::STEP_NAME, &texts::SAY_NAME),
        step(range, &texts::STEP_RANGE, &texts::SAY_RANGE),
        Step { light: domain, name: &texts::STEP_DOMAIN, say: texts::SAY_DOMAIN.with("host", host) },
        step(light(company.org_code.is_some()), &texts::STEP_CODE, &texts::SAY_CODE),
        step(light(entry.last_event.is_some()), &texts::STEP_APP_EVENTS, &texts::SAY_APP_EVENTS),
        step(light(has_logins), &texts::STEP_LOGIN, &texts::SAY_LOGIN),
    ]
}

/// Whether a visible range has anybody in it: a list in it that is not empty.
fn names_somebody(range: &serde_json::Value) -> bool {
    match range {
        serde_json::Value::Array(items) => !items.is_empty(),
        serde_json::Value::Object(parts) => parts.values().any(names_somebody),
        _ => false,
    }
}

fn line(view: &View, step: &Step) -> Markup {
    let (class, word) = match step.light {
        Light::Green => ("good", &texts::LIGHT_GREEN),
        Light::Red => ("warn", &texts::LIGHT_RED),
        Light::Unknown => ("off", &texts::LIGHT_UNKNOWN),
    };
    let sentence = view.say(&step.say);
    html! {
        li {
            span class={ "state " (class) } { (view.say(word)) }
            div {
                p { (view.say(step.name)) }
                @if step.light != Light::Green { p.hint { (view.say(&texts::TO_SEND)) ": " (sentence) } }
            }
            @if step.light != Light::Green {
                button.quiet.small type="button" data-copy=(sentence) data-done=(view.say(&crate::texts::COPIED)) {
                    (view.say(&crate::texts::COPY))
                }
            }
        }
    }
}
