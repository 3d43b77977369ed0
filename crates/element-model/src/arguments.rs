//! `Arguments`: the checked arguments of one call.

use std::fmt;

use serde_json::{Map, Value};

use crate::{ArgumentError, DataType, decode::kind, fields::as_flag};

/// Arguments that fit their function: all required ones are there, defaults are filled in, types are as declared.
///
/// The accessors for what is required fail only where an argument is optional and absent, or of a type that its
/// declaration leaves open. `Debug` shows names alone.
#[derive(Clone, PartialEq)]
pub struct Arguments {
    function: String,
    values: Map<String, Value>,
}

impl Arguments {
    /// No arguments of this function.
    pub fn none(function: impl Into<String>) -> Self {
        Self::new(function.into(), Map::new())
    }

    pub(crate) fn new(function: String, values: Map<String, Value>) -> Self {
        Self { function, values }
    }

    /// The text of an argument.
    ///
    /// # Errors
    /// The argument is absent, or no text.
    pub fn text(&self, name: &str) -> Result<&str, ArgumentError> {
        self.opt_text(name)?.ok_or_else(|| self.missing(name))
    }

    /// The text of an argument that may be absent.
    ///
    /// # Errors
    /// The argument is no text.
    pub fn opt_text(&self, name: &str) -> Result<Option<&str>, ArgumentError> {
        self.typed(name, DataType::Stext.expected(), Value::as_str)
    }

    /// The whole number of an argument.
    ///
    /// # Errors
    /// The argument is absent, or no whole number of 64 bits.
    pub fn integer(&self, name: &str) -> Result<i64, ArgumentError> {
        self.opt_integer(name)?.ok_or_else(|| self.missing(name))
    }

    /// The whole number of an argument that may be absent.
    ///
    /// # Errors
    /// The argument is no whole number of 64 bits.
    pub fn opt_integer(&self, name: &str) -> Result<Option<i64>, ArgumentError> {
        let Some(value) = self.values.get(name) else { return Ok(None) };
        let actual = if value.is_number() { "another number" } else { kind(value) };
        value.as_i64().map(Some).ok_or_else(|| self.wrong_type(name, "a whole number", actual))
    }

    /// The truth value of an argument.
    ///
    /// # Errors
    /// The argument is absent, or neither true nor false.
    pub fn boolean(&self, name: &str) -> Result<bool, ArgumentError> {
        self.opt_boolean(name)?.ok_or_else(|| self.missing(name))
    }

    /// The truth value of an argument that may be absent.
    ///
    /// # Errors
    /// The argument is neither true nor false.
    pub fn opt_boolean(&self, name: &str) -> Result<Option<bool>, ArgumentError> {
        self.typed(name, DataType::Checkbox.expected(), as_flag)
    }

    /// The value of an argument, if it is there.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// All arguments that are there, by name.
    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    fn typed<'a, T>(
        &'a self,
        name: &str,
        expected: &'static str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, ArgumentError> {
        let Some(value) = self.values.get(name) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| self.wrong_type(name, expected, kind(value)))
    }

    fn wrong_type(&self, name: &str, expected: &'static str, actual: &'static str) -> ArgumentError {
        ArgumentError::WrongType { function: self.function.clone(), name: name.to_owned(), expected, actual }
    }

    fn missing(&self, name: &str) -> ArgumentError {
        ArgumentError::Missing { function: self.function.clone(), name: name.to_owned() }
    }
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.values.keys().collect::<Vec<_>>();
        f.debug_struct("Arguments").field("function", &self.function).field("names", &names).finish_non_exhaustive()
    }
}
