//! The configuration that a form gives: only what was changed, so that what nobody touched stays as its file has it.

use element_model::{ConfigField, DataType, Text};
use serde_json::{Map, Value, json};

use super::{
    fields::{PREFIX, text_of, value_of},
    texts,
};
use crate::rights::Form;

/// A field that cannot be read.
pub(super) struct Unread {
    pub(super) field: String,
    pub(super) why: &'static Text,
}

/// The keys that change.
///
/// # Errors
/// The first field that is no value of its kind.
pub(super) fn changes<'a>(
    form: &Form,
    fields: impl Iterator<Item = &'a ConfigField>,
    config: &Value,
) -> Result<Map<String, Value>, Unread> {
    let mut changes = Map::new();
    for field in fields {
        let name = format!("{PREFIX}{}", field.name);
        let is_there = form.0.iter().any(|(own, _)| *own == name);
        let kept = value_of(config, &field.name).filter(|value| !value.is_null());
        let typed = if field.secret { form.raw(&name).trim_end_matches(['\r', '\n']) } else { form.text(&name) };
        if !is_there || (field.secret && typed.is_empty()) {
            continue;
        }
        let given = value(field, typed).map_err(|why| Unread { field: field.name.clone(), why })?;
        match (given, kept) {
            (Some(given), kept)
                if kept != Some(&given) && !(kept.is_none() && field.default.as_ref() == Some(&given)) =>
            {
                field.insert(&mut changes, given);
            }
            (None, Some(_)) => field.insert(&mut changes, Value::Null),
            _ => {}
        }
    }
    Ok(changes)
}

/// The typed text, as a value of the field's kind; `None` where nothing was.
fn value(field: &ConfigField, typed: &str) -> Result<Option<Value>, &'static Text> {
    if typed.is_empty() {
        return Ok(None);
    }
    let lines = || typed.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(Some(match field.data_type {
        Some(DataType::Checkbox) => json!(typed == "true"),
        Some(DataType::Numeric) => {
            serde_json::from_str::<serde_json::Number>(typed).map_err(|_| &texts::NOT_NUMBER)?.into()
        }
        Some(DataType::JitList) => json!(lines().collect::<Vec<_>>()),
        Some(DataType::JitDict) => {
            let object: Map<String, Value> = serde_json::from_str(typed).map_err(|_| &texts::NOT_JSON)?;
            object.into()
        }
        _ => {
            let of_values = field.values.iter().flatten().find(|value| text_of(value) == typed);
            of_values.cloned().unwrap_or_else(|| json!(typed.replace("\r\n", "\n")))
        }
    }))
}
