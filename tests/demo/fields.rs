//! Fields of JSON that have to be there.

use anyhow::{Context, Result};
use serde_json::Value;

/// A field that must be a text.
///
/// # Errors
/// When it is not there or not a text.
pub(crate) fn text(value: &Value, field: &str) -> Result<String> {
    let found = value.get(field).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no text `{field}` in {value}"))
}

/// An id that is a number or a text.
pub(crate) fn plain(value: Option<&Value>) -> String {
    value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default()
}
