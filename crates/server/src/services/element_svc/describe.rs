//! `describe(fullName)`: what an element is, where it comes from and what it overrides.

use app_catalog::{Catalog, Description, Place, namesakes};
use element_model::{App, Element, FullName, Selector};
use login_type::{Call, CallError, ErrorKind, InstanceName, Reply};
use serde::Serialize;
use serde_json::Value;

/// An element in full.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    #[serde(flatten)]
    element: Description<'a>,
    /// The types above it, nearest first.
    type_chain: Vec<&'a str>,
    functions: Vec<&'a str>,
    /// The instances of a Type, or of those derived from it.
    instances: Vec<&'a str>,
    /// Elements of the same name that are private to other apps: not overridden.
    hidden: Vec<Place<'a>>,
    #[serde(flatten)]
    login: Option<Login>,
}

/// The description of a login.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Login {
    is_active: bool,
    /// Secrets are masked.
    properties: Value,
}

pub(super) fn answer(catalog: &Catalog, app: &App, call: Call<'_>) -> Result<Reply, CallError> {
    let full_name = call.args.text("fullName")?;
    let hidden = namesakes(catalog, app, full_name);
    let element = app.get_element(full_name).map_err(|error| {
        let message = match hidden.first() {
            Some(place) => format!("{full_name} is private to app {place}: app {} does not see it", app.id()),
            None => error.to_string(),
        };
        CallError::new(ErrorKind::UnknownElement, message)
    })?;
    let instances = app.find_elements(&Selector::instances_of(element.full_name().clone()));
    Reply::of(&Answer {
        element: Description::of(catalog, element),
        type_chain: element.type_chain().iter().map(FullName::as_str).collect(),
        functions: element.functions().map(|function| function.name.as_str()).collect(),
        instances: instances.iter().map(|instance| instance.full_name().as_str()).collect(),
        hidden,
        login: login(catalog, app, element),
    })
}

fn login(catalog: &Catalog, app: &App, element: &Element) -> Option<Login> {
    let name = InstanceName { app: app.id().clone(), element: element.full_name().clone() };
    let elements = &catalog.login_types;
    Some(Login { is_active: elements.is_active(&name)?, properties: elements.properties(&name)? })
}
