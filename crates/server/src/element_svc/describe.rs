//! `describe(fullName)`: what an element is, where it comes from and what it overrides.

use element_model::App;
use login_type::{Call, CallError, ErrorKind, Reply};
use serde_json::json;

use crate::catalog::Catalog;

pub(super) fn answer(_catalog: &Catalog, app: &App, call: Call<'_>) -> Result<Reply, CallError> {
    let element = app
        .get_element(call.args.text("fullName")?)
        .map_err(|error| CallError::new(ErrorKind::UnknownElement, error.to_string()))?;
    Ok(Reply::Value(json!({
        "fullName": element.full_name().as_str(),
        "title": element.definition().title,
        "origin": { "app": element.origin().app.to_string() },
    })))
}
