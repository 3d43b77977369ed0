//! Elements: the tree of each app, any instance in full, and the form from the fields that its Type declares.

pub(super) mod edit;
pub(super) mod element;
mod fields;
pub(super) mod make;
pub(super) mod remove;
mod submitted;
mod texts;
pub(super) mod tree;

use app_catalog::Catalog;
use element_model::{App, Element};
use maud::{Markup, html};

use crate::view::View;

/// The address of an element of an app.
fn address_of(app: &App, element: &Element) -> String {
    format!("/console/elements/{}/{}", app.id(), element.full_name())
}

/// The app and the element of an address.
fn lookup<'a>(catalog: &'a Catalog, (app, name): (&str, &str)) -> Option<(&'a App, &'a Element)> {
    let app = catalog.apps.app(&app.parse().ok()?)?;
    Some((app, app.get_element(name).ok()?))
}

/// How an instance stands, as a word and a shape; nothing where it is no instance that is opened.
fn state(view: &View, catalog: &Catalog, app: &App, element: &Element) -> Markup {
    let name = login_type::InstanceName { app: app.id().clone(), element: element.full_name().clone() };
    let is_active = catalog.login_types.is_active(&name);
    html! {
        @if element.is_draft() { span.state.off { (view.say(&texts::DRAFT)) } }
        @else if is_active == Some(true) { span.state.good { (view.say(&texts::ACTIVE)) } }
        @else if is_active == Some(false) { span.state.off { (view.say(&texts::INACTIVE)) } }
    }
}
