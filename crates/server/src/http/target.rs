//! `Target`: the function that a path names, or what is wrong with the path.

use app_catalog::Catalog;
use element_model::{App, Element, Function, Layer, Selector};
use login_type::{CallError, ErrorKind};

/// The `returnType` of a function that reads the request itself and answers plain HTTP.
const PLAIN: &str = "Response";

/// Whether a function reads the request itself and answers plain text and real HTTP statuses, without the envelope.
pub(super) fn answers_plainly(function: &Function) -> bool {
    function.return_type.as_deref() == Some(PLAIN)
}

/// Whether whoever asks for `path` wants plain HTTP: a function of that name has it, though not this path.
pub(super) fn asks_plainly(catalog: &Catalog, path: &str) -> bool {
    let name = segments(path).last();
    let mut functions = catalog.served().flat_map(App::elements).flat_map(Element::functions);
    functions.any(|function| Some(function.name.as_str()) == name && answers_plainly(function))
}

/// The function that a path names.
pub(super) struct Target<'a> {
    pub(super) app: &'a App,
    pub(super) element: &'a Element,
    pub(super) function: &'a Function,
}

impl<'a> Target<'a> {
    /// Finds the function that `{org}/{app}/{element, "/" for "."}/{function}` names.
    pub(super) fn find(catalog: &'a Catalog, path: &str) -> Result<Self, CallError> {
        let segments: Vec<&str> = segments(path).collect();
        let [org, app_name, element @ .., function_name] = segments.as_slice() else {
            let shape = "a function's path is /api/{org}/{app}/{element}/{function}";
            return Err(CallError::new(ErrorKind::UnknownElement, shape));
        };
        let Some(app) = catalog.app(org, app_name) else {
            let known: Vec<String> = catalog.served().map(|app| app.id().to_string()).collect();
            let message = format!("no app {org}.{app_name} is served here; there is {}", known.join(", "));
            return Err(CallError::new(ErrorKind::UnknownApp, message));
        };
        let element = app
            .get_element(&element.join("."))
            .map_err(|error| CallError::new(ErrorKind::UnknownElement, error.to_string()))?;
        if element.layer() != Layer::Instance {
            return Err(not_callable(app, element));
        }
        if element.is_draft() {
            let message = format!("element {} is a draft: it is not in service yet", element.full_name());
            return Err(CallError::new(ErrorKind::UnknownElement, message));
        }
        let Some(function) = element.function(function_name) else {
            let known = element.functions().map(|function| function.name.as_str());
            let message =
                format!("element {} has no function {function_name:?}; it has {}", element.full_name(), listed(known));
            return Err(CallError::new(ErrorKind::UnknownFunction, message));
        };
        Ok(Self { app, element, function })
    }

    /// The methods it can be called with, as the `Allow` header has them.
    pub(super) fn methods(&self) -> &'static str {
        if self.function.read_only || answers_plainly(self.function) { "GET, POST" } else { "POST" }
    }
}

/// The app that a path below `/api` names.
pub(super) fn app<'a>(catalog: &'a Catalog, path: &str) -> Option<&'a App> {
    let mut segments = segments(path);
    catalog.app(segments.next()?, segments.next()?)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The refusal of a Meta or Type: it only declares what its instances answer.
fn not_callable(app: &App, element: &Element) -> CallError {
    let instances = app.find_elements(&Selector::instances_of(element.full_name().clone()));
    let message = format!(
        "element {} is a {} and cannot be called; call an instance of it: there is {}",
        element.full_name(),
        element.layer(),
        listed(instances.iter().map(|instance| instance.full_name().as_str()))
    );
    CallError::new(ErrorKind::UnknownElement, message)
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
