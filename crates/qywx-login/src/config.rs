//! Fields of an instance's configuration.

use std::fmt;

use login_type::ConfigProblem;

/// Parses a field into its type; the error names the field, never the value.
///
/// # Errors
/// The value is not one of the type.
pub fn parse<T>(field: &str, text: &str) -> Result<T, ConfigProblem>
where
    T: for<'a> TryFrom<&'a str, Error: fmt::Display>,
{
    T::try_from(text).map_err(|error| ConfigProblem::new(field, error.to_string()))
}

/// An optional field that is there and not empty.
pub fn given(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}
