//! The configuration that a new instance begins with.

use serde_json::{Map, Value, json};

use super::ConfigField;
use crate::DataType;

impl ConfigField {
    /// A configuration with what these fields are by default, and what has to be filled in; the rest is left out.
    pub fn skeleton<'a>(fields: impl IntoIterator<Item = &'a Self>) -> Map<String, Value> {
        let mut skeleton = Map::new();
        for field in fields {
            let default = field.default.clone();
            if let Some(value) = default.or_else(|| (field.required && field.show_if.is_none()).then(|| field.blank()))
            {
                insert(&mut skeleton, &field.name, value);
            }
        }
        skeleton
    }

    /// The placeholder of a value that has to be filled in.
    fn blank(&self) -> Value {
        match self.data_type {
            Some(DataType::Checkbox) => json!(false),
            Some(DataType::JitDict) => json!({}),
            Some(DataType::JitList) => json!([]),
            _ => json!(""),
        }
    }
}

fn insert(object: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((key, rest)) = path.split_once('.') else {
        object.insert(path.to_owned(), value);
        return;
    };
    let below = object.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(below) = below {
        insert(below, rest, value);
    }
}
