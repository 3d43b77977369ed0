//! The part of an instance that logs in by a form of the server's login page, where no provider has a page of its own.

use std::{collections::BTreeMap, fmt, net::IpAddr};

use element_model::Text;

use crate::{CallError, ErrorKind, Platform, SecretText};

/// A form that the server's login page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoginForm {
    /// Its fields, in this order; all are required.
    pub fields: &'static [FormField],
}

impl LoginForm {
    /// A form of these fields.
    pub const fn new(fields: &'static [FormField]) -> Self {
        Self { fields }
    }
}

/// A field of a [`LoginForm`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormField {
    /// Its name in a [`FormRequest`]: letters, digits and `_`.
    pub name: &'static str,
    /// Its label.
    pub label: Text,
    /// The kind of value, which browsers and password managers go by.
    pub kind: FieldKind,
    /// The greatest length, in characters; a longer value is refused.
    pub max_length: usize,
}

impl FormField {
    /// A field of at most 256 characters.
    pub const fn new(name: &'static str, label: Text, kind: FieldKind) -> Self {
        Self { name, label, kind, max_length: 256 }
    }

    /// This field, of at most so many characters.
    #[must_use]
    pub const fn with_max_length(mut self, max_length: usize) -> Self {
        self.max_length = max_length;
        self
    }
}

/// The kind of value of a [`FormField`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// Any text.
    Text,
    /// The name of somebody who logs in.
    UserName,
    /// A password: not shown, and not shown again.
    Password,
    /// A code that is good once, such as one of an app or a message.
    OneTimeCode,
}

/// A form that somebody filled in.
#[derive(Clone)]
#[non_exhaustive]
pub struct FormRequest<'a> {
    /// Where the user is.
    pub platform: Platform,
    /// The address of the browser.
    pub client: Option<IpAddr>,
    values: BTreeMap<&'a str, SecretText>,
}

impl<'a> FormRequest<'a> {
    /// A form without values, filled in on a computer.
    pub fn new() -> Self {
        Self { platform: Platform::Web, client: None, values: BTreeMap::new() }
    }

    /// This form, with a value.
    #[must_use]
    pub fn with(mut self, field: &'a str, value: impl Into<String>) -> Self {
        self.values.insert(field, SecretText::new(value));
        self
    }

    /// This form, filled in somewhere else.
    #[must_use]
    pub fn at(self, platform: Platform, client: Option<IpAddr>) -> Self {
        Self { platform, client, ..self }
    }

    /// The value of a field, as it was typed.
    ///
    /// # Errors
    /// [`ErrorKind::MissingArgument`] where it has none.
    pub fn text(&self, field: &str) -> Result<&str, CallError> {
        let value = self.values.get(field).map(SecretText::expose_secret);
        value.ok_or_else(|| CallError::new(ErrorKind::MissingArgument, format!("field {field} is missing")))
    }
}

impl Default for FormRequest<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows the names of the fields alone.
impl fmt::Debug for FormRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormRequest").field("fields", &self.values.keys()).finish_non_exhaustive()
    }
}
