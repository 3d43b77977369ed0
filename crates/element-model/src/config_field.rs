//! `ConfigField`: one entry of a `configFields`, a field that a Type declares of its instances' configuration.

use crate::{fields::Fields, full_name::is_identifier, near::Quoted};

/// What a field may say beside what is read of it.
const OTHERS: [&str; 10] =
    ["title", "dataType", "required", "default", "values", "pattern", "maxLength", "showIf", "help", "whereToFind"];

/// A field that a Type declares of its instances' configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigField {
    /// Its dotted path: `authConfig.suiteSecret`.
    pub name: String,
    /// Whether its value is a secret: never shown, and given as `{{NAME}}` by whoever calls a function too.
    pub secret: bool,
}

impl ConfigField {
    pub(crate) fn read(mut fields: Fields<'_>) -> Self {
        let name: String = fields.required("name");
        if !name.is_empty() && !name.split('.').all(is_identifier) {
            fields.note("name", &format!("{} is no path of letters, digits, `_` and dots", Quoted(&name)));
        }
        let secret = fields.flag("secret").unwrap_or_default();
        fields.refuse_others(&OTHERS);
        Self { name, secret }
    }
}
