//! `services.ElementSvc`: the service through which administrators see the elements of an app and change its instances; part
//! of the built-in app.

mod describe;
mod edit;
mod tree;

use app_catalog::{Catalog, Folder};
use element_model::App;
use login_type::{Call, CallError, ElementFile, Reply};
use serde_json::{Map, Value};

/// Full name of the service element.
pub(crate) const NAME: &str = "services.ElementSvc";

/// The code that answers for it.
pub(crate) const CODE: &str = module_path!();

/// Its `e.json` in the built-in app.
pub(crate) const ELEMENT: ElementFile =
    ElementFile { path: "services/ElementSvc/e.json", content: include_str!("elements/ElementSvc.e.json") };

/// An answer, and what the audit trail tells beside the arguments.
pub(crate) struct Answered {
    pub(crate) reply: Reply,
    pub(crate) noted: Map<String, Value>,
}

impl From<Reply> for Answered {
    fn from(reply: Reply) -> Self {
        Self { reply, noted: Map::new() }
    }
}

/// Answers a function of the service, for the app of the catalog that was called.
pub(crate) async fn answer(
    folder: &Folder,
    catalog: &Catalog,
    app: &App,
    call: Call<'_>,
) -> Result<Answered, CallError> {
    match call.function {
        "tree" => tree::answer(catalog, app).map(Answered::from),
        "describe" => describe::answer(catalog, app, call).map(Answered::from),
        "createInstance" => edit::create(folder, call).await,
        "updateInstance" => edit::update(folder, call).await,
        "removeInstance" => edit::remove(folder, call).await,
        _ => Err(call.unknown_function()),
    }
}
