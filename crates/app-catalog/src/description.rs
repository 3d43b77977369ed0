//! `Description`: what an element of an app is, where it comes from, what it overrides and which code answers for it.

mod functions;
mod place;
mod tree;

use element_model::{AccessModifier, App, AppId, Element, FullName, Layer};
use serde::Serialize;

pub(crate) use self::functions::Functions;
pub use self::{
    place::Place,
    tree::{Branch, Hidden, Tree},
};
use crate::catalog::Catalog;

/// The roots of the elements that are called by what they are for.
const KINDS: [(&str, &str); 2] = [("services.Meta", "service"), ("models.Meta", "model")];

/// The description of an element, as an app sees it; nothing of a business configuration but where it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Description<'a> {
    /// Its full name.
    pub full_name: &'a FullName,
    title: &'a str,
    /// `Meta`, `Type`, and for what is made of a Type `service`, `model` or `instance`.
    pub kind: &'static str,
    /// A Meta has none.
    pub r#type: Option<&'a FullName>,
    /// The app that the type is private to, where this app does not see it.
    pub type_private_to: Option<&'a AppId>,
    /// `private`, `protected` or `public`.
    pub access_modifier: &'static str,
    /// Whether it is out of service because it is not finished.
    draft: bool,
    /// Where it is.
    pub origin: Place<'a>,
    /// The elements of the same name in other apps, nearest first.
    pub overrides: Vec<Place<'a>>,
    /// Where its business configuration is; the nearest of those of the same name.
    pub config: Option<Place<'a>>,
    /// `None` where no code answers for it.
    pub code: Option<Code<'a>>,
    /// The functions that it declares and that no code answers.
    pub functions_without_code: Vec<&'a str>,
    /// The functions of its code that an `e.json` took away.
    pub hidden_functions: Vec<&'a str>,
}

/// The Rust code that answers for an element.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Code<'a> {
    registered_as: &'a str,
    /// The type's or module's path.
    pub rust_type: &'a str,
    /// The elements registered under the name before, the last first.
    pub replaces: &'a [&'static str],
}

impl<'a> Description<'a> {
    /// The description of an element of this catalog.
    pub fn of(catalog: &'a Catalog, element: &'a Element) -> Self {
        let place = |origin| Place::of(&catalog.apps, origin);
        let functions = Functions::of(catalog, element);
        Self {
            full_name: element.full_name(),
            title: &element.definition().title,
            kind: kind(element),
            r#type: element.type_chain().first(),
            type_private_to: element.type_private_to(),
            draft: element.is_draft(),
            access_modifier: access(element.definition().access_modifier),
            origin: place(element.origin()),
            overrides: element.overrides().iter().map(place).collect(),
            config: element.config_origin().map(place),
            code: code(catalog, element),
            functions_without_code: functions.without_code,
            hidden_functions: functions.hidden,
        }
    }
}

fn kind(element: &Element) -> &'static str {
    let root = element.type_chain().last();
    match element.layer() {
        Layer::Meta => "Meta",
        Layer::Type => "Type",
        Layer::Instance => {
            let known = KINDS.iter().find(|(meta, _)| root.is_some_and(|root| root == meta));
            known.map_or("instance", |(_, kind)| kind)
        }
    }
}

const fn access(access: AccessModifier) -> &'static str {
    match access {
        AccessModifier::Private => "private",
        AccessModifier::Protected => "protected",
        AccessModifier::Public => "public",
    }
}

fn code<'a>(catalog: &'a Catalog, element: &'a Element) -> Option<Code<'a>> {
    let own = catalog.services.iter().find(|service| service.name == element.full_name().as_str());
    if let Some(own) = own {
        return Some(Code { registered_as: own.name, rust_type: own.code, replaces: &[] });
    }
    let code = catalog.login_types.code(element)?;
    Some(Code { registered_as: code.registered_as, rust_type: code.rust_type, replaces: &code.replaces })
}

/// An element that an app does not see though it has a namesake of it, or would have: private to another app.
pub fn namesakes<'a>(catalog: &'a Catalog, app: &'a App, full_name: &str) -> Vec<Place<'a>> {
    let hidden = app.hidden().iter().filter(|hidden| hidden.full_name == *full_name);
    hidden.map(|hidden| Place::of(&catalog.apps, &hidden.origin)).collect()
}
