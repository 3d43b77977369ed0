//! `services.ElementSvc`: the service through which administrators see the elements of an app; part of the built-in app.

mod describe;
mod tree;

use element_model::App;
use login_type::{Call, CallError, ElementFile, Reply};

use crate::catalog::Catalog;

/// Full name of the service element.
pub(crate) const NAME: &str = "services.ElementSvc";

/// The code that answers for it.
pub(crate) const CODE: &str = module_path!();

/// Its `e.json` in the built-in app.
pub(crate) const ELEMENT: ElementFile =
    ElementFile { path: "services/ElementSvc/e.json", content: include_str!("elements/ElementSvc.e.json") };

/// Answers a function of the service, for the app of the catalog that was called.
pub(crate) fn answer(catalog: &Catalog, app: &App, call: Call<'_>) -> Result<Reply, CallError> {
    match call.function {
        "tree" => tree::answer(catalog, app),
        "describe" => describe::answer(catalog, app, call),
        _ => Err(call.unknown_function()),
    }
}
