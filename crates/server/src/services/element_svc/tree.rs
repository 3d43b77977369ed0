//! `tree()`: all elements that the app sees, each below its type.

use app_catalog::{Catalog, Tree};
use element_model::App;
use login_type::{CallError, Reply};

pub(super) fn answer(catalog: &Catalog, app: &App) -> Result<Reply, CallError> {
    Reply::of(&Tree::of(catalog, app))
}
