//! Whether the fields that a Type declares are those that its code reads.

use std::{collections::BTreeSet, fmt::Debug};

use element_model::{Apps, ConfigField, DataType, FullName, MemorySource, dotted_path};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{BASE_APP, ElementFile, base_app};

/// A key that no configuration has.
const STRANGER: &str = "no such key";

/// The differences between the `configFields` of a Type and `C`, which its code reads and which refuses unknown fields: a
/// line each, none where the two agree. A field is taken for a secret of the code if `Debug` of `C` does not show it.
///
/// # Errors
/// The Type's files cannot be read.
pub fn disagreements<C: DeserializeOwned + Debug>(
    type_name: &str,
    files: &'static [ElementFile],
) -> Result<Vec<String>, String> {
    let apps = Apps::load(&with_meta(type_name, files), &[], &|_: &str| None).map_err(|error| error.to_string())?;
    let base = apps.iter().find(|app| app.id().to_string() == BASE_APP);
    let element = base.ok_or("there is no base app")?.get_element(type_name).map_err(|error| error.to_string())?;
    let fields: Vec<_> = element.config_fields().cloned().collect();
    let declared: BTreeSet<_> = fields.iter().map(|field| field.name.clone()).collect();
    let read = read_by_code::<C>("", &declared);
    let undeclared = read.difference(&declared).map(|name| format!("{name} is read and not declared"));
    let unread = declared.difference(&read).map(|name| format!("{name} is declared and not read"));
    Ok(undeclared.chain(unread).chain(secrets::<C>(&fields)).collect())
}

/// The Type's files, and its Meta where that is another crate's.
fn with_meta(type_name: &str, files: &'static [ElementFile]) -> MemorySource {
    let path = |name: &str| name.parse().map(|name: FullName| format!("{}/e.json", name.to_path())).unwrap_or_default();
    let own = files.iter().find(|file| file.path == path(type_name));
    let definition: Value = own.and_then(|own| serde_json::from_str(own.content).ok()).unwrap_or_default();
    let meta = path(definition["type"].as_str().unwrap_or_default());
    let source = base_app::with(files, []);
    if files.iter().any(|file| file.path == meta) {
        return source;
    }
    source.with(meta, r#"{"title": "Meta", "type": ""}"#)
}

/// The paths that `C` knows below one, as it says when it refuses another.
fn read_by_code<C: DeserializeOwned>(path: &str, declared: &BTreeSet<String>) -> BTreeSet<String> {
    let stranger = if path.is_empty() { STRANGER.to_owned() } else { format!("{path}.{STRANGER}") };
    let mut config = Map::new();
    dotted_path::insert(&mut config, &stranger, json!(0));
    let refusal = serde_json::from_value::<C>(Value::Object(config)).err().map(|error| error.to_string());
    let expected = refusal.as_deref().and_then(|text| text.split_once("expected")).map_or("", |(_, expected)| expected);
    let names = expected.split('`').skip(1).step_by(2);
    let paths = names.map(|name| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") });
    paths
        .flat_map(|known| {
            let leads_on = declared.iter().any(|name| name.starts_with(&format!("{known}.")));
            if leads_on { read_by_code::<C>(&known, declared) } else { BTreeSet::from([known]) }
        })
        .collect()
}

/// The fields that are a secret to one of the two alone.
fn secrets<C: DeserializeOwned + Debug>(fields: &[ConfigField]) -> Vec<String> {
    let mut config = Map::new();
    for field in fields {
        field.insert(&mut config, sample(field));
    }
    let shown = match serde_json::from_value::<C>(Value::Object(config)) {
        Ok(config) => format!("{config:?}"),
        Err(error) => return vec![format!("a configuration with all declared fields is not read: {error}")],
    };
    let texts = fields.iter().filter(|field| sample(field) == json!(mark(field)));
    let differing = texts.filter(|field| shown.contains(&mark(field)) == field.secret);
    differing
        .map(|field| {
            if field.secret {
                format!("{} is declared a secret, and Debug shows it", field.name)
            } else {
                format!("{} is a secret of the code and not declared so", field.name)
            }
        })
        .collect()
}

fn sample(field: &ConfigField) -> Value {
    match field.data_type {
        Some(DataType::Numeric) => json!(1),
        Some(DataType::Checkbox) => json!(true),
        Some(DataType::JitDict) => json!({}),
        Some(DataType::JitList) => json!([]),
        _ => field.values.iter().flatten().next().cloned().unwrap_or_else(|| json!(mark(field))),
    }
}

fn mark(field: &ConfigField) -> String {
    format!("<{}>", field.name)
}
