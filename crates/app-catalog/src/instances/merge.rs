//! Lays what somebody gave over a configuration: what is not given stays, and so does what was given back masked.

use element_model::OF_A_FILE;
use element_type::MASK;
use serde_json::{Map, Value};

use super::{EditError, given::SecretFields};

/// Lays `given` over `kept`, key by key and down through objects: `null` takes a key away, and the mask of a secret leaves
/// what is there. A secret is given in one way: its value, or the file that holds it, takes the place of the other.
///
/// # Errors
/// Names the field where a mask stands and there is no text to keep.
pub(super) fn lay_over(
    kept: &mut Map<String, Value>,
    given: Map<String, Value>,
    path: &str,
    secrets: SecretFields<'_>,
) -> Result<(), EditError> {
    for (key, value) in given {
        let field = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let other_way = other_way(&key, &field, secrets);
        if value == MASK && other_way.as_ref().is_some_and(|file| kept.contains_key(file)) {
            continue;
        }
        if let Some(other) = other_way {
            kept.remove(&other);
        }
        match value {
            Value::Null => drop(kept.remove(&key)),
            Value::Object(below) => {
                let mut object = match kept.remove(&key) {
                    Some(Value::Object(object)) => object,
                    _ => Map::new(),
                };
                lay_over(&mut object, below, &field, secrets)?;
                kept.insert(key, Value::Object(object));
            }
            other => {
                let unmasked = unmasked(other, kept.get(&key), &field)?;
                kept.insert(key, unmasked);
            }
        }
    }
    Ok(())
}

/// The key of a secret that is given as the path of a file, or the other way round; `None` of what is no secret.
fn other_way(key: &str, field: &str, secrets: SecretFields<'_>) -> Option<String> {
    if secrets.include(field) {
        return Some(format!("{key}{OF_A_FILE}"));
    }
    secrets.behind(field)?;
    key.strip_suffix(OF_A_FILE).map(str::to_owned)
}

/// A value, with what stood in the place of each mask before. The items of two lists belong together when there are as many.
fn unmasked(value: Value, before: Option<&Value>, field: &str) -> Result<Value, EditError> {
    match value {
        Value::String(text) if text == MASK => match before {
            Some(kept @ Value::String(_)) => Ok(kept.clone()),
            _ => Err(EditError::value(format!(
                "{field}: is the mask of a secret, but no secret is stored: give the secret itself"
            ))),
        },
        Value::Array(items) => {
            let before = before.and_then(Value::as_array).filter(|before| before.len() == items.len());
            let unmask = |(at, item)| unmasked(item, before.and_then(|items| items.get(at)), &format!("{field}[{at}]"));
            items.into_iter().enumerate().map(unmask).collect::<Result<_, _>>().map(Value::Array)
        }
        Value::Object(fields) => {
            let unmask = |(key, value): (String, Value)| {
                let unmasked = unmasked(value, before.and_then(|before| before.get(&key)), &format!("{field}.{key}"))?;
                Ok((key, unmasked))
            };
            fields.into_iter().map(unmask).collect::<Result<_, _>>().map(Value::Object)
        }
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_given_is_laid_over_and_a_mask_keeps_what_is_there() {
        let secret = json!({ "a": { "secret": "s", "more": 1 }, "list": [{ "key": "k" }], "own": true });
        let cases = [
            (json!({}), secret.clone()),
            (json!({ "a": { "secret": MASK } }), secret.clone()),
            (
                json!({ "a": { "secret": "{{NEW}}" } }),
                json!({ "a": { "secret": "{{NEW}}", "more": 1 }, "list": [{ "key": "k" }], "own": true }),
            ),
            (json!({ "a": null, "own": null }), json!({ "list": [{ "key": "k" }] })),
            (
                json!({ "list": [{ "key": MASK, "x": 1 }] }),
                json!({ "a": { "secret": "s", "more": 1 }, "list": [{ "key": "k", "x": 1 }], "own": true }),
            ),
            (
                json!({ "b": { "c": null, "d": 1 }, "a": 2 }),
                json!({ "a": 2, "b": { "d": 1 }, "list": [{ "key": "k" }], "own": true }),
            ),
        ];
        for (given, expect) in cases {
            let (mut kept, shown) = (secret.as_object().unwrap().clone(), given.to_string());
            lay_over(&mut kept, given.as_object().unwrap().clone(), "", SecretFields::of(None)).unwrap();
            assert_eq!(Value::Object(kept), expect, "{shown}");
        }
    }

    #[test]
    fn a_mask_where_there_is_nothing_to_keep_is_refused_by_name() {
        let kept = json!({ "a": { "number": 1 }, "list": ["x"] });
        let cases = [
            (json!({ "secret": MASK }), "secret: "),
            (json!({ "a": { "secret": MASK } }), "a.secret: "),
            (json!({ "a": { "number": MASK } }), "a.number: "),
            (json!({ "list": [MASK, MASK] }), "list[0]: "),
        ];
        for (given, field) in cases {
            let (mut kept, laid) = (kept.as_object().unwrap().clone(), given.as_object().unwrap().clone());
            let error = lay_over(&mut kept, laid, "", SecretFields::of(None));
            let message = error.unwrap_err().to_string();
            assert!(message.starts_with(field), "{given}: {message}");
        }
    }
}
