//! `services.ElementSvc`: the service through which administrators see the elements of an app and change its instances; part
//! of the built-in app.

mod describe;
mod edit;
mod tree;

use login_type::{Call, CallError, ElementFile, Reply};

use super::Door;

/// Full name of the service element.
pub(crate) const NAME: &str = "services.ElementSvc";

/// The code that answers for it.
pub(super) const CODE: &str = module_path!();

/// Its `e.json` in the built-in app.
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/ElementSvc/e.json", content: include_str!("../elements/ElementSvc.e.json") };

pub(super) async fn answer(door: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    match call.function {
        "tree" => tree::answer(door.catalog, door.app),
        "describe" => describe::answer(door.catalog, door.app, call),
        "createInstance" => edit::create(door, call).await,
        "updateInstance" => edit::update(door, call).await,
        "removeInstance" => edit::remove(door, call).await,
        _ => Err(call.unknown_function()),
    }
}
