//! The configurations that `services.ElementSvc` takes: what each Type declares of its instances.

use app_catalog::Catalog;
use element_model::{App, ConfigField, Element, Extent, Layer};
use serde_json::{Value, json};

use crate::services::element_svc;

/// The functions whose argument `config` is a configuration, and how much of one.
const FUNCTIONS: &[(&str, Extent)] = &[("createInstance", Extent::Whole), ("updateInstance", Extent::Change)];

/// Puts the schemas of the configurations into the path item of a function that takes one.
pub(super) fn describe(catalog: &Catalog, app: &App, element: &Element, function: &str, item: &mut Value) {
    let known = FUNCTIONS.iter().find(|(name, _)| *name == function);
    let Some((_, extent)) = known.filter(|_| element.full_name().as_str() == element_svc::NAME) else { return };
    let schema = item.pointer_mut("/post/requestBody/content/application~1json/schema/properties/config");
    if let Some(schema) = schema {
        schema["anyOf"] = types(catalog, app).map(|of| of_type(of, *extent)).collect();
    }
}

/// The Types whose instances can be made.
fn types<'a>(catalog: &'a Catalog, app: &'a App) -> impl Iterator<Item = &'a Element> {
    let types = app.elements().filter(|element| element.layer() == Layer::Type);
    types.filter(|element| catalog.login_types.code(element).is_some())
}

fn of_type(element: &Element, extent: Extent) -> Value {
    let mut schema = ConfigField::schema(element.config_fields(), extent);
    schema["title"] = json!(element.full_name().as_str());
    schema["description"] = json!(element.definition().title);
    schema
}
