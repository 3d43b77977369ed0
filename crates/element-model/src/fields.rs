//! `Fields`: takes the known keys out of a JSON object, notes every flaw, and keeps the rest.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    AdminScope, DataType, Text, UnknownScope,
    decode::{Flaw, below, decode, index, join, kind},
    full_name::is_identifier,
    near::{Quoted, suggestion},
};

const DATA_TYPE: &str = "dataType";

/// The `returnType` of a function that answers outside the envelope.
const RESPONSE: &str = "Response";

/// The fields of one object of a file.
pub(crate) struct Fields<'a> {
    object: Map<String, Value>,
    path: String,
    flaws: &'a mut Vec<Flaw>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(object: Map<String, Value>, path: &str, flaws: &'a mut Vec<Flaw>) -> Self {
        Self { object, path: path.to_owned(), flaws }
    }

    /// Takes a field that must be there; where it is not or does not fit, the flaw is noted.
    pub(crate) fn required<T: DeserializeOwned + Default>(&mut self, key: &str) -> T {
        if self.object.get(key).is_none_or(Value::is_null) {
            self.note(key, "is missing");
        }
        self.optional(key).unwrap_or_default()
    }

    /// Takes a field that may be absent or null.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let value = self.object.remove(key).filter(|value| !value.is_null())?;
        match decode(&value) {
            Ok(decoded) => Some(decoded),
            Err(flaw) => {
                self.note(&below(key, &flaw.field), &flaw.message);
                None
            }
        }
    }

    /// Takes a truth value, written as such or as 0 or 1.
    pub(crate) fn flag(&mut self, key: &str) -> Option<bool> {
        let value = self.object.remove(key).filter(|value| !value.is_null())?;
        let flag = as_flag(&value);
        if flag.is_none() {
            self.note(key, &format!("expected true, false, 0 or 1, found {}", kind(&value)));
        }
        flag
    }

    /// Takes a text for people.
    pub(crate) fn text(&mut self, key: &str) -> Option<Text> {
        let object: Map<String, Value> = self.optional(key)?;
        Text::read(object, key, self)
    }

    /// Takes a title, which is one text or one in each language; empty where there is none.
    pub(crate) fn title(&mut self) -> Text {
        if self.object.get("title").is_some_and(Value::is_object) {
            return self.text("title").unwrap_or_else(|| Text::new("", ""));
        }
        let title: String = self.optional("title").unwrap_or_default();
        Text::new(title.clone(), title)
    }

    /// Takes the kind of a value.
    pub(crate) fn data_type(&mut self) -> Option<DataType> {
        let name: String = self.optional(DATA_TYPE)?;
        let data_type = DataType::from(name.as_str());
        if !data_type.is_known() {
            self.note(DATA_TYPE, &unknown_data_type(&name, DataType::names()));
        }
        Some(data_type)
    }

    /// Takes the kind of a value, which must be there.
    pub(crate) fn required_data_type(&mut self) -> DataType {
        if self.all().get(DATA_TYPE).is_none_or(Value::is_null) {
            self.note(DATA_TYPE, "is missing");
        }
        self.data_type().unwrap_or(DataType::Other(String::new()))
    }

    /// Takes the kind of a result.
    pub(crate) fn return_type(&mut self) -> Option<String> {
        let name: String = self.optional("returnType")?;
        if name != RESPONSE && !DataType::from(name.as_str()).is_known() {
            self.note("returnType", &unknown_data_type(&name, DataType::names().chain([RESPONSE])));
        }
        Some(name)
    }

    /// Reads the object that was taken from `key`.
    pub(crate) fn within<T>(&mut self, key: &str, object: Map<String, Value>, read: impl FnOnce(Fields<'_>) -> T) -> T {
        read(Fields::new(object, &join(&self.path, key), self.flaws))
    }

    /// All fields that were not taken yet.
    pub(crate) fn all(&self) -> &Map<String, Value> {
        &self.object
    }

    /// Takes what an administrator's token must be good for.
    pub(crate) fn admin_scope(&mut self) -> Option<AdminScope> {
        let word: String = self.optional("adminScope")?;
        let scope = word.parse();
        scope.map_err(|error: UnknownScope| self.note("adminScope", &error.to_string())).ok()
    }

    /// Takes the name of a function or an argument.
    pub(crate) fn name(&mut self) -> String {
        let name: String = self.required("name");
        if !name.is_empty() && !is_identifier(&name) {
            self.note("name", &format!("{} is not a name of letters, digits and `_`", Quoted(&name)));
        }
        name
    }

    /// Takes a list of objects and reads each with `read`.
    pub(crate) fn objects<T>(&mut self, key: &str, read: impl Fn(Fields<'_>) -> T) -> Vec<T> {
        let objects: Vec<Map<String, Value>> = self.optional(key).unwrap_or_default();
        let path = join(&self.path, key);
        let objects = objects.into_iter().enumerate();
        objects.map(|(at, object)| read(Fields::new(object, &index(&path, at), self.flaws))).collect()
    }

    /// Notes every field that was not taken and is not one of `known`.
    pub(crate) fn refuse_others(&mut self, known: &[&str]) {
        let unknown: Vec<_> = self.object.keys().filter(|key| !known.contains(&key.as_str())).cloned().collect();
        for key in unknown {
            let meant = suggestion(&key, known.iter().copied());
            self.note(&key, &format!("unknown field {}{meant}", Quoted(&key)));
        }
    }

    /// Notes what is wrong with a field.
    pub(crate) fn note(&mut self, key: &str, message: &str) {
        self.flaws.push(Flaw { field: join(&self.path, key), message: message.to_owned() });
    }

    /// The fields that were not taken.
    pub(crate) fn rest(self) -> Map<String, Value> {
        self.object
    }
}

fn unknown_data_type(name: &str, known: impl Iterator<Item = &'static str> + Clone) -> String {
    let meant = suggestion(name, known.clone());
    if !meant.is_empty() {
        return format!("unknown data type {}{meant}", Quoted(name));
    }
    format!("unknown data type {}; there are {}", Quoted(name), known.collect::<Vec<_>>().join(", "))
}

/// A truth value, written as such or as 0 or 1.
pub(crate) fn as_flag(value: &Value) -> Option<bool> {
    match (value, value.as_i64()) {
        (Value::Bool(flag), _) => Some(*flag),
        (_, Some(0)) => Some(false),
        (_, Some(1)) => Some(true),
        _ => None,
    }
}
