//! Dotted paths of fields within a JSON object.

use serde_json::{Map, Value};

/// Puts a value at a path such as `authConfig.suiteId`; objects on the way are made where they are missing. A path that
/// leads through something other than an object changes nothing.
pub fn insert(object: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((key, rest)) = path.split_once('.') else {
        object.insert(path.to_owned(), value);
        return;
    };
    let below = object.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(below) = below {
        insert(below, rest, value);
    }
}
