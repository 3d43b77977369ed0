//! `/console/elements/{app}/{name}`: an element: what it is, where it comes from, its configuration without secrets.

use actix_web::web::Path;
use administration::{
    Role,
    trail::{self, AuditFilter},
};
use app_catalog::{Catalog, Description};
use element_model::{App, ConfigField, Element, Layer};
use maud::{Markup, html};
use serde_json::Value;

use super::{address_of, fields::value_of, lookup, state, texts};
use crate::{
    answer::{Answer, see_other},
    rights::{Auditor, Console, Operator, Submitted},
    texts as common,
    view::View,
    when,
};

/// The function of elements that take callbacks.
const NOTIFY: &str = "notify";

/// Shows it.
pub(crate) async fn page(path: Path<(String, String)>, console: Console<Auditor>) -> Answer {
    let (view, catalog) = (&console.view, console.catalog());
    let found = lookup(&catalog, (&path.0, &path.1));
    let (app, element) = found.ok_or_else(|| console.not_found())?;
    let description = Description::of(&catalog, element);
    let target = format!("{}:{}", app.id(), element.full_name());
    let filter = AuditFilter { of_target: Some(target), ..AuditFilter::default() };
    let changed = console.of(trail::list(console.server(), &console.actor(), &filter, 1).await)?;
    let heartbeats = console.of(catalog.login_types.heartbeats().await)?;
    let is_instance = element.layer() == Layer::Instance && element.config_fields().next().is_some();
    let may = is_instance && console.is_at_least(Role::Operator);
    let own = address_of(app, element);
    let content = html! {
        p.crumb { a href="/console/elements" { (view.say(&common::ELEMENTS)) } }
        div.head {
            h1 { (element.definition().title) }
            (state(view, &catalog, app, element))
            @if may { div.actions {
                form method="post" action={ (own) "/test" } { button.quiet type="submit" { (view.say(&texts::TEST)) } }
                a.button.quiet href={ (own) "/remove" } { (view.say(&texts::REMOVE)) }
                a.button href={ (own) "/edit" } { (view.say(&texts::EDIT)) }
            } }
        }
        section.card {
            dl.facts {
                div { dt { (view.say(&texts::FULL_NAME)) } dd { code { (element.full_name()) } } }
                div { dt { (view.say(&texts::APP)) } dd { code { (app.id()) } } }
                div { dt { (view.say(&texts::KIND)) } dd { (description.kind) } }
                @for above in element.type_chain() { div { dt { (view.say(&texts::TYPE)) } dd { code { (above) } } } }
                div { dt { (view.say(&texts::ORIGIN)) } dd { (description.origin.to_string()) } }
                @for place in &description.overrides { div { dt { (view.say(&texts::OVERRIDES)) } dd { (place.to_string()) } } }
                @if let Some(event) = changed.first() {
                    div { dt { (view.say(&texts::CHANGED_LAST)) } dd { (event.actor) " · " (event.action) " · " (when::at(view, event.at)) } }
                }
            }
        }
        @if is_instance && element.function(NOTIFY).is_some() {
            (callback(view, &console, app, element, &heartbeats))
        }
        @if is_instance { (configuration(view, element)) }
        @if element.layer() != Layer::Instance { (instances(view, &catalog, app, element)) }
    };
    Ok(view.page(&element.definition().title, &content))
}

/// Has the server looked at, with this instance; what is found stands on the overview.
pub(crate) async fn test(Submitted { right: console, .. }: Submitted<Console<Operator>>) -> Answer {
    console.services.examinations.begin();
    Ok(see_other("/console"))
}

fn callback<R>(
    view: &View,
    console: &Console<R>,
    app: &App,
    element: &Element,
    heartbeats: &std::collections::BTreeSet<login_type::Heartbeat>,
) -> Markup {
    let base = console.services.public_url.as_url().as_str().trim_end_matches('/');
    let (org, name) = (app.id().org(), app.id().app());
    let url = format!("{base}/api/{org}/{name}/{}/{NOTIFY}", element.full_name().as_str().replace('.', "/"));
    let suite = element.raw_config().and_then(|config| config.pointer("/authConfig/suiteId")?.as_str());
    let heard = heartbeats.iter().find(|beat| Some(beat.subject.as_str()) == suite).and_then(|beat| beat.newest);
    html! {
        section.card {
            h2 { (view.say(&texts::CALLBACK)) }
            div.row {
                p.secret { (url) }
                button.quiet.small type="button" data-copy=(url) data-done=(view.say(&common::COPIED)) { (view.say(&common::COPY)) }
            }
            @match heard {
                Some(at) => p.state.good { (view.say(&texts::HEARD)) " " (when::at(view, at)) },
                None => p.state.off { (view.say(&texts::UNHEARD)) }
            }
        }
    }
}

fn configuration(view: &View, element: &Element) -> Markup {
    let nothing = Value::Null;
    let config = element.raw_config().unwrap_or(&nothing);
    html! {
        section.card {
            h2 { (view.say(&texts::CONFIGURATION)) }
            dl.facts { @for field in element.config_fields() {
                div { dt { (field.title.as_ref().map_or(field.name.as_str(), |title| view.say(title))) }
                    dd.id { (shown(view, field, value_of(config, &field.name))) } }
            } }
        }
    }
}

/// A value without what is secret in it.
fn shown(view: &View, field: &ConfigField, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => view.say(&texts::UNSET).to_owned(),
        Some(_) if field.secret => view.say(&texts::MASKED).to_owned(),
        Some(Value::Bool(true)) => view.say(&texts::YES).to_owned(),
        Some(Value::Bool(false)) => view.say(&texts::NO).to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn instances(view: &View, catalog: &Catalog, app: &App, element: &Element) -> Markup {
    let selector = element_model::Selector::instances_of(element.full_name().clone());
    let found = app.find_elements(&selector);
    html! {
        section.card {
            h2 { (view.say(&texts::INSTANCES)) }
            ul { @for instance in &found {
                li { a href=(address_of(app, instance)) { (instance.definition().title) } " " code { (instance.full_name()) } " " (state(view, catalog, app, instance)) }
            } }
        }
    }
}
