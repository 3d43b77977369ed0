//! Checks a business configuration by the fields that its Type declares.

use serde_json::{Map, Value};

use super::{ConfigField, whole};
use crate::{
    DataType, Fault,
    decode::{Flaw, join, kind},
    near::{Quoted, suggestion},
};

/// All that is wrong with a configuration, with its variables replaced; nothing where no field is declared. Shows no value.
pub(crate) fn check(config: &Value, fields: &[ConfigField]) -> Vec<(Fault, Flaw)> {
    let mut wrong = Vec::new();
    if fields.is_empty() {
        return wrong;
    }
    if let Value::Object(object) = config {
        refuse_unknown(object, "", fields, &mut wrong);
    }
    for field in fields {
        let found = match value_of(config, &field.name).filter(|value| !value.is_null()) {
            Some(value) => field.wrong(value),
            None if field.required && field.default.is_none() && field.is_shown(config, fields) => {
                Some((Fault::Missing, "is missing".to_owned()))
            }
            None => None,
        };
        wrong.extend(found.map(|(fault, message)| (fault, Flaw { field: field.name.clone(), message })));
    }
    wrong
}

/// The value at a dotted path.
pub(super) fn value_of<'a>(config: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(config, |above, key| above.get(key))
}

/// Notes the keys that no declared field has, or leads to.
fn refuse_unknown(object: &Map<String, Value>, path: &str, fields: &[ConfigField], wrong: &mut Vec<(Fault, Flaw)>) {
    for (key, value) in object {
        let field = join(path, key);
        if fields.iter().any(|declared| declared.name == field) {
            continue;
        }
        let leads_on = fields.iter().any(|declared| is_below(&declared.name, &field));
        match value {
            Value::Object(below) if leads_on => refuse_unknown(below, &field, fields, wrong),
            Value::Null if leads_on => {}
            other if leads_on => {
                let message = format!("expected an object, found {}", kind(other));
                wrong.push((Fault::WrongType, Flaw { field, message }));
            }
            _ => {
                let known = fields.iter().filter_map(|declared| next_key(&declared.name, path));
                let message = format!("unknown field {}{}", Quoted(key), suggestion(key, known));
                wrong.push((Fault::Value, Flaw { field, message }));
            }
        }
    }
}

fn is_below(name: &str, path: &str) -> bool {
    name.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
}

/// The key of the object at `path` that leads to a field.
fn next_key<'a>(name: &'a str, path: &str) -> Option<&'a str> {
    let rest = if path.is_empty() { name } else { name.strip_prefix(path)?.strip_prefix('.')? };
    rest.split('.').next()
}

impl ConfigField {
    /// Whether the field has a meaning beside the rest of a configuration.
    fn is_shown(&self, config: &Value, fields: &[Self]) -> bool {
        let Some(condition) = &self.show_if else { return true };
        let given = value_of(config, &condition.field);
        let default = || fields.iter().find(|other| other.name == condition.field)?.default.as_ref();
        given.or_else(default) == Some(&condition.value)
    }

    /// In which way a value does not fit, and what would be right.
    pub(super) fn wrong(&self, value: &Value) -> Option<(Fault, String)> {
        if let Some(data_type) = self.data_type.as_ref().filter(|data_type| !is_of(data_type, value)) {
            let message = format!("expected {}, found {}", data_type.expected(), kind(value));
            return Some((Fault::WrongType, message));
        }
        let message =
            self.not_allowed(value).or_else(|| self.too_long(value)).or_else(|| self.unlike_pattern(value))?;
        Some((Fault::Value, message))
    }

    fn not_allowed(&self, value: &Value) -> Option<String> {
        let values = self.values.as_ref()?;
        let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let allowed: Vec<_> = values.iter().map(Value::to_string).collect();
        items.iter().any(|item| !values.contains(item)).then(|| format!("must be one of {}", allowed.join(", ")))
    }

    fn too_long(&self, value: &Value) -> Option<String> {
        let most = self.max_length?;
        let is_long = texts(value).any(|text| text.chars().count() > most);
        is_long.then(|| format!("is too long: {most} characters at most"))
    }

    fn unlike_pattern(&self, value: &Value) -> Option<String> {
        let pattern = self.pattern.as_deref()?;
        let right = whole(pattern).ok()?;
        let is_unlike = texts(value).any(|text| !right.is_match(text));
        is_unlike.then(|| format!("must have the form {pattern}"))
    }
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    items.iter().filter_map(Value::as_str)
}

/// Whether a value is of a kind. A number may be written as text, because `{{NAME}}` gives text.
fn is_of(data_type: &DataType, value: &Value) -> bool {
    match (data_type, value) {
        (DataType::Numeric, Value::String(text)) => text.trim().parse::<f64>().is_ok(),
        (DataType::Checkbox, _) => value.is_boolean(),
        _ => data_type.accept(value.clone()).is_ok(),
    }
}
