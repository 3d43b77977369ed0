//! `ConfigField`: one entry of a `configFields`, a field that a Type declares of its instances' configuration.

mod check;
mod schema;
mod skeleton;

use regex_lite::Regex;
use serde_json::{Map, Value};

pub(crate) use self::check::check;
pub use self::schema::Extent;
use crate::{DataType, Text, decode::Flaw, fields::Fields, full_name::is_identifier, near::Quoted};

/// The keys of an entry.
const KEYS: [&str; 13] = [
    "name",
    "title",
    "dataType",
    "required",
    "default",
    "values",
    "pattern",
    "maxLength",
    "secret",
    "showIf",
    "help",
    "whereToFind",
    "removed",
];

/// A field that a Type declares of its instances' configuration.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ConfigField {
    /// Its dotted path: `authConfig.suiteSecret`.
    pub name: String,
    /// Its name for people.
    pub title: Option<Text>,
    /// The kind of value that it takes; any where it is not said.
    pub data_type: Option<DataType>,
    /// Whether an instance must have it, where it is shown; by default it need not.
    pub required: bool,
    /// The value that it has where it is not given.
    pub default: Option<Value>,
    /// The values that it may have; any where it is not said.
    pub values: Option<Vec<Value>>,
    /// A regular expression that a text must match as a whole.
    pub pattern: Option<String>,
    /// The greatest length of a text, in characters.
    pub max_length: Option<usize>,
    /// Whether its value is a secret: never shown, and given as `{{NAME}}` by whoever calls a function too.
    pub secret: bool,
    /// When it has a meaning; always where it is not said.
    pub show_if: Option<ShowIf>,
    /// Its purpose.
    pub help: Option<Text>,
    /// Where the value is to be had.
    pub where_to_find: Option<Text>,
    /// Whether the Type does without a field that a Type above it declares.
    removed: bool,
    /// The declaration as it was written, over those that it was laid over.
    stated: Map<String, Value>,
}

/// The value that another field must have for a field to have a meaning.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ShowIf {
    /// The other field's dotted path.
    pub field: String,
    /// The value.
    pub value: Value,
}

impl ConfigField {
    pub(crate) fn read(mut fields: Fields<'_>) -> Self {
        let stated = fields.all().clone();
        let name: String = fields.required("name");
        if !name.is_empty() && !name.split('.').all(is_identifier) {
            fields.note("name", &format!("{} is not a path of letters, digits, `_` and dots", Quoted(&name)));
        }
        let mut field = Self {
            name,
            title: fields.text("title"),
            data_type: fields.data_type(),
            required: fields.flag("required").unwrap_or_default(),
            default: None,
            values: None,
            pattern: fields.optional("pattern"),
            max_length: fields.optional("maxLength"),
            secret: fields.flag("secret").unwrap_or_default(),
            show_if: read_show_if(&mut fields),
            help: fields.text("help"),
            where_to_find: fields.text("whereToFind"),
            removed: fields.flag("removed").unwrap_or_default(),
            stated,
        };
        if let Some(Err(error)) = field.pattern.as_deref().map(whole) {
            fields.note("pattern", &format!("is not a regular expression: {error}"));
            field.pattern = None;
        }
        field.read_values(&mut fields);
        fields.refuse_others(&KEYS);
        field
    }

    /// Takes the values that must fit the rest of the declaration.
    fn read_values(&mut self, fields: &mut Fields<'_>) {
        let values: Option<Vec<Value>> = fields.optional("values");
        let fits = |value: &Value, fields: &mut Fields<'_>| match self.data_type {
            // Of a list they are those of its items.
            Some(DataType::JitList) => true,
            _ => self.fitting(value.clone(), "values", fields).is_some(),
        };
        self.values = values.map(|values| values.into_iter().filter(|it| fits(it, fields)).collect());
        let default: Option<Value> = fields.optional("default");
        self.default = default.and_then(|default| self.fitting(default, "default", fields));
    }

    fn fitting(&self, value: Value, key: &str, fields: &mut Fields<'_>) -> Option<Value> {
        match self.wrong(&value) {
            Some((_, message)) => {
                fields.note(key, &message);
                None
            }
            None => Some(value),
        }
    }

    /// The field as declared by a Type that stands nearer than `above`: anything left unsaid is as above, and it may
    /// make neither a secret public nor a required field optional.
    pub(crate) fn over(&self, above: &Self) -> Self {
        let mut stated = above.stated.clone();
        stated.extend(self.stated.clone());
        let mut flaws: Vec<Flaw> = Vec::new();
        let mut merged = Self::read(Fields::new(stated, "", &mut flaws));
        merged.required |= above.required;
        merged.secret |= above.secret;
        merged.removed &= !above.secret;
        merged
    }

    /// The fields of a Type over those of the one above it; nearest first.
    pub(crate) fn lay_over(nearer: &mut Vec<Self>, above: &[Self]) {
        for field in above {
            match nearer.iter_mut().find(|own| own.name == field.name) {
                Some(own) => *own = own.over(field),
                None => nearer.push(field.clone()),
            }
        }
    }

    /// Whether instances have it.
    pub(crate) fn is_there(&self) -> bool {
        !self.removed
    }
}

fn read_show_if(fields: &mut Fields<'_>) -> Option<ShowIf> {
    let object: Map<String, Value> = fields.optional("showIf")?;
    fields.within("showIf", object, |mut condition| {
        let show_if = ShowIf { field: condition.required("field"), value: condition.required("value") };
        condition.refuse_others(&["field", "value"]);
        Some(show_if)
    })
}

/// A regular expression that matches a text as a whole, as the `pattern` of a form does.
fn whole(pattern: &str) -> Result<Regex, regex_lite::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}
