//! Declared fields as a JSON Schema.

use serde_json::{Map, Value, json};

use super::ConfigField;
use crate::DataType;

/// Whether a configuration is given as a whole, or only what changes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All that is required is there.
    Whole,
    /// The rest stays as it is; `null` takes a field away.
    Change,
}

impl ConfigField {
    /// The schema of a configuration of these fields; of any object where there are none.
    pub fn schema<'a>(fields: impl IntoIterator<Item = &'a Self>, extent: Extent) -> Value {
        let mut root = Node::default();
        for field in fields {
            root.add(&field.name, field, extent);
        }
        if root.below.is_empty() { json!({ "type": "object" }) } else { root.schema() }
    }

    fn own_schema(&self, extent: Extent) -> Value {
        let mut schema = Map::new();
        let kind = match &self.data_type {
            Some(DataType::Stext | DataType::Ltext) => Some("string"),
            Some(DataType::Numeric) => Some("number"),
            Some(DataType::Checkbox) => Some("boolean"),
            Some(DataType::JitDict) => Some("object"),
            Some(DataType::JitList) => Some("array"),
            Some(DataType::Other(_)) | None => None,
        };
        if let Some(kind) = kind {
            let nullable = json!([kind, "null"]);
            schema.insert("type".to_owned(), if extent == Extent::Change { nullable } else { json!(kind) });
        }
        let title = self.title.as_ref().map(|title| json!(title.in_one()));
        let optional = [
            ("title", title),
            ("description", self.description().map(Value::String)),
            ("default", self.default.clone().filter(|_| extent == Extent::Whole)),
            ("enum", self.values.clone().map(Value::Array).filter(|_| kind != Some("array"))),
            ("pattern", self.pattern.as_ref().map(|pattern| json!(format!("^(?:{pattern})$")))),
            ("maxLength", self.max_length.map(|most| json!(most))),
            ("writeOnly", self.secret.then_some(json!(true))),
        ];
        schema.extend(optional.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        Value::Object(schema)
    }

    /// Its purpose and where it is to be had, in both languages.
    fn description(&self) -> Option<String> {
        let texts: Vec<_> = [&self.help, &self.where_to_find].into_iter().flatten().collect();
        let zh = texts.iter().map(|text| &*text.zh);
        let all: Vec<_> = zh.chain(texts.iter().map(|text| &*text.en)).collect();
        (!all.is_empty()).then(|| all.join("\n"))
    }
}

/// An object of a configuration, or a field.
#[derive(Default)]
struct Node {
    own: Option<Value>,
    is_required: bool,
    below: Vec<(String, Node)>,
}

impl Node {
    fn add(&mut self, path: &str, field: &ConfigField, extent: Extent) {
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        let at = self.below.iter().position(|(known, _)| known == key).unwrap_or(self.below.len());
        if at == self.below.len() {
            self.below.push((key.to_owned(), Self::default()));
        }
        let node = &mut self.below[at].1;
        let is_unconditional = field.required && field.default.is_none() && field.show_if.is_none();
        node.is_required |= is_unconditional && extent == Extent::Whole;
        match rest {
            Some(rest) => node.add(rest, field, extent),
            None => node.own = Some(field.own_schema(extent)),
        }
    }

    fn schema(self) -> Value {
        if let Some(own) = self.own {
            return own;
        }
        let required: Vec<_> =
            self.below.iter().filter(|(_, node)| node.is_required).map(|(key, _)| key.clone()).collect();
        let properties: Map<_, _> = self.below.into_iter().map(|(key, node)| (key, node.schema())).collect();
        let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": properties });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        schema
    }
}
