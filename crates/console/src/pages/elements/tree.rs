//! `/console/elements`: the elements of each app, each below its type, and the Types of which instances can be made.

use administration::Role;
use app_catalog::{Branch, Catalog, Tree};
use element_model::{App, Layer};
use maud::{Markup, html};

use super::{address_of, state, texts};
use crate::{
    answer::Answer,
    list::address,
    rights::{Auditor, Console},
    texts as common,
    view::View,
};

/// Shows them.
pub(crate) async fn page(console: Console<Auditor>) -> Answer {
    let (view, catalog) = (&console.view, console.catalog());
    let may = console.is_at_least(Role::Operator);
    let content = html! {
        div.head { h1 { (view.say(&common::ELEMENTS)) } }
        @for app in catalog.served() {
            section.card {
                div.head { h2 { (app.title()) } code { (app.id()) } }
                @if may { (makers(view, &catalog, app)) }
                (branches(view, &catalog, app, &Tree::of(&catalog, app).elements))
            }
        }
    };
    Ok(view.page(view.say(&common::ELEMENTS), &content))
}

/// A button for each Type that has code and declares fields.
fn makers(view: &View, catalog: &Catalog, app: &App) -> Markup {
    let types = app.elements().filter(|element| {
        let is_type = element.layer() == Layer::Type && element.config_fields().next().is_some();
        is_type && catalog.login_types.code(element).is_some()
    });
    let types: Vec<_> = types.collect();
    html! {
        @if types.is_empty() { p.hint { (view.say(&texts::NONE)) } }
        div.chips {
            @for element in types {
                @let name = element.full_name().as_str();
                @let href = address("/console/elements/new", &[("app", &app.id().to_string()), ("type", name)]);
                a href=(href) { (view.say(&texts::NEW_OF.with("type", &element.definition().title))) }
            }
        }
    }
}

fn branches(view: &View, catalog: &Catalog, app: &App, all: &[Branch<'_>]) -> Markup {
    html! {
        div.tree { ul { @for branch in all { (line(view, catalog, app, branch)) } } }
    }
}

fn line(view: &View, catalog: &Catalog, app: &App, branch: &Branch<'_>) -> Markup {
    let description = &branch.element;
    let element = app.get_element(description.full_name.as_str()).ok();
    html! {
        li {
            @if let Some(element) = element {
                a href=(address_of(app, element)) { (element.definition().title) } " "
                span.hint { (description.kind) " · " code { (description.full_name) } } " "
                (state(view, catalog, app, element))
            }
            @if !branch.children.is_empty() { ul { @for child in &branch.children { (line(view, catalog, app, child)) } } }
        }
    }
}
