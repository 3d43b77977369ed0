//! Decodes JSON into Rust types with errors that name the field and never show a value.

mod mismatch;
mod node;

use serde::Deserialize;
use serde_json::Value;
use serde_path_to_error::Segment;

use self::{mismatch::Mismatch, node::Node};
use crate::Fault;

/// The problem of a field; the field is empty where it is the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) field: String,
    pub(crate) message: String,
}

/// Decodes a value that holds no secret.
///
/// # Errors
/// The first field that does not fit; the type that is decoded may quote its value.
pub(crate) fn decode<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, Flaw> {
    decode_at(value).map_err(|(path, mismatch)| mismatch.into_flaw(path))
}

/// Decodes a value that may hold secrets.
///
/// # Errors
/// The first field that does not fit, without its value, and in which way it does not.
pub(crate) fn decode_secret<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, (Fault, Flaw)> {
    decode_at(value).map_err(|(path, mismatch)| (mismatch.fault(), mismatch.masked(value).into_flaw(path)))
}

fn decode_at<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, (String, Mismatch)> {
    serde_path_to_error::deserialize(Node(value)).map_err(|error| {
        let path = error.path().iter().fold(String::new(), |path, segment| match segment {
            Segment::Seq { index: at } => index(&path, *at),
            Segment::Map { key } => join(&path, key),
            Segment::Enum { variant } => join(&path, variant),
            Segment::Unknown => path,
        });
        (path, error.into_inner())
    })
}

/// Parses a file that holds a JSON object.
///
/// # Errors
/// Line and column of a syntax error, or that it is no object.
pub(crate) fn parse_object(text: &str) -> Result<serde_json::Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(format!("expected an object, found {}", kind(&other))),
        Err(error) => Err(format!("is not valid JSON: {error}")),
    }
}

/// The kind of a value, for an error.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The path of the field `key` of the object at `path`.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The path of the item `at` of the list at `path`.
pub(crate) fn index(path: &str, at: usize) -> String {
    format!("{path}[{at}]")
}

/// The path `field`, which starts at the value of `key`.
pub(crate) fn below(key: &str, field: &str) -> String {
    if field.is_empty() || field.starts_with('[') { format!("{key}{field}") } else { join(key, field) }
}
