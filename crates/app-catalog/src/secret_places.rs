//! The files in which secrets of the apps stand, so that it can be looked at who may read them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use element_model::{App, AppId, Element};
use serde_json::Value;

use crate::{Catalog, SecretFiles};

/// The files in which secrets of the apps stand as they are: business configurations that have one as a text, manifests
/// with a variable that is one, and the files that the configurations name, as `noted` when the apps were read.
pub fn files_with_secrets(catalog: &Catalog, noted: &SecretFiles) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::from_iter(noted.paths());
    for app in catalog.served() {
        for element in app.elements() {
            for secret in secrets(element) {
                match variable(secret) {
                    Some(name) => files.extend(manifests(catalog, app, name)),
                    None => files.extend(element.config_file().map(PathBuf::from)),
                }
            }
        }
    }
    files
}

/// The texts in the secret fields of a configuration, as they are written.
fn secrets(element: &Element) -> Vec<&str> {
    let mut texts = Vec::new();
    let config = element.raw_config().into_iter();
    for field in element.config_fields().filter(|field| field.secret) {
        let found = config.clone().find_map(|config| field.name.split('.').try_fold(config, |at, key| at.get(key)));
        if let Some(value) = found {
            gather(value, &mut texts);
        }
    }
    texts
}

fn gather<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => texts.push(text.trim()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, texts)),
        _ => {}
    }
}

/// The name, where the text is that of a variable alone.
fn variable(text: &str) -> Option<&str> {
    text.strip_prefix("{{")?.strip_suffix("}}").map(str::trim)
}

/// The manifests of the app and those it extends in which a variable of this name has a value.
fn manifests(catalog: &Catalog, app: &App, name: &str) -> Vec<PathBuf> {
    let line = [app.id()].into_iter().chain(app.parents()).filter_map(|id| served(catalog, id));
    line.filter(|app| gives(catalog, app, name)).map(|app| Path::new(app.label()).join("app.json")).collect()
}

/// Whether a variable has its value from the manifest of this very app.
fn gives(catalog: &Catalog, app: &App, name: &str) -> bool {
    let value = app.variables().get(name);
    let mut parents = app.parents().iter().filter_map(|id| served(catalog, id));
    value.is_some() && parents.all(|parent| parent.variables().get(name) != value)
}

fn served<'a>(catalog: &'a Catalog, id: &AppId) -> Option<&'a App> {
    catalog.served().find(|app| app.id() == id)
}
