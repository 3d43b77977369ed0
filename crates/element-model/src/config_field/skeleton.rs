//! The configuration that a new instance begins with.

use serde_json::{Map, Value, json};

use super::ConfigField;
use crate::{DataType, dotted_path};

impl ConfigField {
    /// A configuration with what these fields are by default, and what has to be filled in; the rest is left out.
    pub fn skeleton<'a>(fields: impl IntoIterator<Item = &'a Self>) -> Map<String, Value> {
        let mut skeleton = Map::new();
        for field in fields {
            let default = field.default.clone();
            if let Some(value) = default.or_else(|| (field.required && field.show_if.is_none()).then(|| field.blank()))
            {
                field.insert(&mut skeleton, value);
            }
        }
        skeleton
    }

    /// Puts a value where the field stands in a configuration; the objects above it are made where they are missing.
    pub fn insert(&self, config: &mut Map<String, Value>, value: Value) {
        dotted_path::insert(config, &self.name, value);
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
