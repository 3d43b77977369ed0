//! Which keys of a file a change touches: their names, for the audit trail, and never what they hold.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The paths of the keys whose values differ, in order.
pub(super) fn paths(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let (before, after) = (leaves(before), leaves(after));
    let mut changed: Vec<_> = after.iter().filter(|(path, value)| before.get(*path) != Some(*value)).collect();
    changed.extend(before.iter().filter(|(path, _)| !after.contains_key(*path)));
    let mut changed: Vec<_> = changed.into_iter().map(|(path, _)| path.clone()).collect();
    changed.sort();
    changed
}

fn leaves(object: &Map<String, Value>) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    collect(object, "", &mut found);
    found
}

fn collect<'a>(object: &'a Map<String, Value>, above: &str, found: &mut BTreeMap<String, &'a Value>) {
    for (key, value) in object {
        let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match value {
            Value::Object(below) => collect(below, &path, found),
            other => _ = found.insert(path, other),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_that_are_added_changed_or_removed_are_named_by_their_paths() {
        let before = json!({ "a": { "secret": "s", "same": 1 }, "gone": [1], "list": [1] });
        let after = json!({ "a": { "secret": "t", "same": 1, "new": null }, "list": [1, 2] });
        let changed = paths(before.as_object().unwrap(), after.as_object().unwrap());
        assert_eq!(changed, ["a.new", "a.secret", "gone", "list"]);
        assert!(paths(before.as_object().unwrap(), before.as_object().unwrap()).is_empty());
    }
}
