//! Things that are allowed in the apps, but hardly meant: told by `element check` and `doctor`.

use element_model::{App, Element, Layer, suggestion};
use serde_json::Value;

use crate::{
    apps::{FolderSource, SecretFiles},
    catalog::Catalog,
    description::Functions,
};

/// Things that are allowed in the apps but hardly meant, a line each; never a value of a configuration.
pub fn warnings(catalog: &Catalog) -> Vec<String> {
    let of_apps = catalog.served().flat_map(|app| {
        let literal = app.elements().filter(|element| is_own(app, element)).flat_map(literals);
        let written = app.elements().filter(|element| element.origin().app == *app.id());
        let of_e_json = written.flat_map(|element| unknown_keys(element).chain(without_code(catalog, element)));
        folder(app).into_iter().chain(links(app)).chain(literal).chain(of_e_json).collect::<Vec<_>>()
    });
    let of_login_types = catalog.login_types.warnings().into_iter().map(|doubt| doubt.to_string());
    of_apps.chain(of_login_types).collect()
}

/// A folder that is called otherwise than its app: commands and paths go by the app's id.
fn folder(app: &App) -> Option<String> {
    let name = app.label().rsplit('/').next().unwrap_or_default();
    let id = app.id().to_string();
    (name != id).then(|| format!("{}: the folder is called otherwise than its app, {id}", app.label()))
}

fn links(app: &App) -> Vec<String> {
    let repeated = FolderSource::at(app.label().into(), &SecretFiles::default()).repeated_links();
    let told = |link| format!("{}/{link}: this link is not followed: what it leads to is read already", app.label());
    repeated.into_iter().map(told).collect()
}

/// Keys of an `e.json` that nobody knows.
fn unknown_keys(element: &Element) -> impl Iterator<Item = String> {
    let file = &element.origin().file;
    let keys = element.own_definition().unknown_keys();
    keys.map(move |key| format!("{file}: {key}: is not a key that is known here; it is kept, and has no effect"))
}

/// Functions that an `e.json` declares, and that no code answers.
fn without_code<'a>(catalog: &'a Catalog, element: &'a Element) -> impl Iterator<Item = String> {
    let (file, name) = (&element.origin().file, element.full_name());
    let own = &element.own_definition().function_list;
    let functions = Functions::of(catalog, element);
    let own = functions.without_code.into_iter().filter(|known| own.iter().any(|function| function.name == *known));
    own.map(move |function| {
        let meant = suggestion(function, functions.hidden.iter().copied());
        format!("{file}: functionList: no code answers the function `{function}` of {name}{meant}")
    })
}

fn is_own(app: &App, element: &Element) -> bool {
    element.layer() == Layer::Instance && element.config_origin().is_some_and(|origin| origin.app == *app.id())
}

/// Fields with a name in one pair of braces, which is taken as it is.
fn literals(element: &Element) -> Vec<String> {
    let mut fields = Vec::new();
    element.raw_config().into_iter().for_each(|config| find(config, "", &mut fields));
    let file = element.config_file().unwrap_or_default();
    let told =
        |field| format!("{file}: {field}: a name in one pair of braces is taken as it is; a variable is {{{{NAME}}}}");
    fields.into_iter().map(told).collect()
}

fn find(value: &Value, field: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if is_braced(text) => found.push(field.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| find(item, &format!("{field}[{at}]"), found));
        }
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            let path = if field.is_empty() { key.clone() } else { format!("{field}.{key}") };
            find(value, &path, found);
        }),
        _ => {}
    }
}

/// `{NAME}` or `${NAME}`.
fn is_braced(text: &str) -> bool {
    let text = text.trim();
    let name = text.strip_prefix('$').unwrap_or(text).strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| {
        !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    })
}
