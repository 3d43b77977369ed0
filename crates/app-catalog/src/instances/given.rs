//! The limits of a given configuration: a function may name a secret, and must not learn one.

use element_model::{Element, OF_A_FILE};
use serde_json::{Map, Value};

use super::EditError;

/// Which fields of an instance's configuration are secrets.
#[derive(Clone, Copy)]
pub(super) struct SecretFields<'a>(Option<&'a Element>);

impl<'a> SecretFields<'a> {
    /// The fields that the instance or its Type declares; none where neither is known.
    pub(super) fn of(element: Option<&'a Element>) -> Self {
        Self(element)
    }

    pub(super) fn include(self, field: &str) -> bool {
        self.0.is_some_and(|element| element.is_secret(field))
    }

    /// The secret field that a field stands for with the path of a file.
    pub(super) fn behind(self, field: &str) -> Option<&str> {
        field.strip_suffix(OF_A_FILE).filter(|secret| self.include(secret))
    }
}

/// Refuses what only files may say: a variable in a field that is shown, which would show the process's environment to
/// whoever may call functions, and the path of a file.
///
/// # Errors
/// Names the field.
pub(super) fn check_function(given: &Map<String, Value>, secrets: SecretFields<'_>) -> Result<(), EditError> {
    given.iter().try_for_each(|(key, value)| check(value, key, secrets))
}

fn check(value: &Value, field: &str, secrets: SecretFields<'_>) -> Result<(), EditError> {
    if let Some(secret) = secrets.behind(field)
        && !value.is_null()
    {
        let message =
            format!("{field}: only a file may name the file of a secret; give {secret}, or {{{{NAME}}}} in it");
        return Err(EditError::value(message));
    }
    match value {
        Value::String(text) if text.contains("{{") && !secrets.include(field) => Err(EditError::value(format!(
            "{field}: a function may give {{{{NAME}}}} in secret fields only, and this is none; give the value itself"
        ))),
        Value::Array(items) => items.iter().try_for_each(|item| check(item, field, secrets)),
        Value::Object(fields) => {
            fields.iter().try_for_each(|(key, value)| check(value, &format!("{field}.{key}"), secrets))
        }
        _ => Ok(()),
    }
}
