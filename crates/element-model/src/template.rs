//! `{{NAME}}`: replaces variables in the strings of a business configuration.

use serde_json::Value;

use crate::{
    decode::{Flaw, index, join},
    full_name::is_identifier,
    scope::Scope,
};

/// `written` with every `{{NAME}}` replaced; what cannot be replaced is added to `flaws`, each with its field.
pub(crate) fn resolve(written: &Value, scope: &Scope<'_>, field: &str, flaws: &mut Vec<Flaw>) -> Value {
    match written {
        Value::String(text) => Value::String(replace(text, scope).unwrap_or_else(|messages| {
            flaws.extend(messages.into_iter().map(|message| Flaw { field: field.to_owned(), message }));
            String::new()
        })),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            Value::Array(items.map(|(at, item)| resolve(item, scope, &index(field, at), flaws)).collect())
        }
        Value::Object(fields) => {
            let fields = fields.iter();
            fields.map(|(key, value)| (key.clone(), resolve(value, scope, &join(field, key), flaws))).collect()
        }
        other => other.clone(),
    }
}

/// `text` with its variables replaced; a value is not looked into for further ones.
fn replace(text: &str, scope: &Scope<'_>) -> Result<String, Vec<String>> {
    let mut replaced = String::new();
    let mut messages = Vec::new();
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once("{{") {
        replaced.push_str(before);
        let Some((name, after)) = opened.split_once("}}") else {
            messages.push("a `{{` is not closed by `}}`".to_owned());
            return Err(messages);
        };
        rest = after;
        match lookup(name.trim(), scope) {
            Ok(value) => replaced.push_str(&value),
            Err(message) => messages.push(message),
        }
    }
    replaced.push_str(rest);
    if messages.is_empty() { Ok(replaced) } else { Err(messages) }
}

fn lookup(name: &str, scope: &Scope<'_>) -> Result<String, String> {
    if !is_identifier(name) {
        return Err("between `{{` and `}}` stands no variable's name: letters, digits and `_`".to_owned());
    }
    scope.lookup(name).ok_or_else(|| scope.why_none(name))
}
