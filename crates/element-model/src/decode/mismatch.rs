//! `Mismatch`: serde's errors without the values that serde's own messages quote.

use std::fmt;

use serde::de::{self, Expected, Unexpected};
use serde_json::Value;

use super::{Flaw, join};
use crate::{
    Fault,
    near::{Quoted, did_you_mean, near},
};

/// Shorter strings are everyday words rather than secrets.
const SHORTEST_SECRET: usize = 4;

/// Why a value does not fit the type it is decoded into.
#[derive(Debug)]
pub(super) enum Mismatch {
    /// A message of ours, without a value.
    Told(String),
    /// This mismatch of a value of another type.
    Type(String),
    /// A message of the type that is decoded, which might quote a value.
    Custom(String),
    Missing(&'static str),
    Unknown {
        field: String,
        near: Vec<String>,
    },
}

impl Mismatch {
    /// The flaw at `path`.
    pub(super) fn into_flaw(self, path: String) -> Flaw {
        match self {
            Self::Told(message) | Self::Type(message) | Self::Custom(message) => Flaw { field: path, message },
            Self::Missing(field) => Flaw { field: join(&path, field), message: "is missing".to_owned() },
            Self::Unknown { field, near } => {
                let message = format!("unknown field {}{}", Quoted(&field), did_you_mean(&near));
                Flaw { field: path, message }
            }
        }
    }

    /// In which way the field is wrong.
    pub(super) fn fault(&self) -> Fault {
        match self {
            Self::Missing(_) => Fault::Missing,
            Self::Type(_) => Fault::WrongType,
            Self::Told(_) | Self::Custom(_) | Self::Unknown { .. } => Fault::Value,
        }
    }

    /// This mismatch without any string of `document` that a message of the decoded type quotes.
    pub(super) fn masked(self, document: &Value) -> Self {
        match self {
            Self::Custom(message) => Self::Custom(without_strings_of(document, message)),
            other => other,
        }
    }
}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Type(format!("expected {expected}, found {}", kind(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Told(format!("expected {expected}, found {} that does not fit", kind(found)))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::Told(format!("expected {expected}, found {length} items"))
    }

    fn unknown_variant(_found: &str, expected: &'static [&'static str]) -> Self {
        Self::Told(format!("must be one of `{}`", expected.join("`, `")))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::Unknown { field: field.to_owned(), near: near(field, expected.iter().copied()) }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::Told(format!("`{field}` is given twice"))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value does not fit its type")
    }
}

impl std::error::Error for Mismatch {}

fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "text",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        _ => "another value",
    }
}

/// `message` with every string of `document` that it quotes masked.
fn without_strings_of(document: &Value, message: String) -> String {
    match document {
        Value::String(text) if text.len() >= SHORTEST_SECRET => message.replace(text.as_str(), "***"),
        Value::Array(items) => items.iter().fold(message, |message, item| without_strings_of(item, message)),
        Value::Object(fields) => fields.values().fold(message, |message, value| without_strings_of(value, message)),
        _ => message,
    }
}
