//! Secret fields of a business configuration: read from the files that stand for them, and trimmed.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    Source,
    decode::{Flaw, kind},
};

/// How a key ends that stands for a secret field with the path of a file: `suiteSecret_file`.
pub const OF_A_FILE: &str = "_file";

/// Puts what the file of each `<field>_file` holds in its field, and takes away the blanks and line ends around secrets;
/// what is wrong is added to `flaws`, each with its field.
pub(crate) fn settle(config: &mut Value, secrets: &BTreeSet<&str>, source: &dyn Source, flaws: &mut Vec<Flaw>) {
    for field in secrets {
        let (above, key) = field.rsplit_once('.').map_or((None, *field), |(above, key)| (Some(above), key));
        let found =
            above.into_iter().flat_map(|path| path.split('.')).try_fold(&mut *config, |at, key| at.get_mut(key));
        let Some(Value::Object(object)) = found else { continue };
        if let Err(message) = read(object, key, source) {
            let file = format!("{field}{OF_A_FILE}");
            // A path with a variable that nobody has is a flaw already.
            if flaws.iter().all(|flaw| flaw.field != file) {
                flaws.push(Flaw { field: file, message });
            }
        }
        object.get_mut(key).into_iter().for_each(trim);
    }
}

fn read(object: &mut Map<String, Value>, key: &str, source: &dyn Source) -> Result<(), String> {
    let file = format!("{key}{OF_A_FILE}");
    let path = match object.remove(&file) {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::String(path)) => path,
        Some(other) => return Err(format!("expected the path of a file, found {}", kind(&other))),
    };
    if object.get(key).is_some_and(|value| !value.is_null()) {
        return Err(format!("stands beside `{key}`: give one of the two"));
    }
    let secret = source.read_secret(&path).map_err(|error| error.message());
    // Not to be told as missing too.
    object.insert(key.to_owned(), Value::String(secret.clone().unwrap_or_default()));
    secret.map(drop)
}

fn trim(value: &mut Value) {
    match value {
        Value::String(text) => *text = trimmed(text).to_owned(),
        Value::Array(items) => items.iter_mut().for_each(trim),
        _ => {}
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}')
}
