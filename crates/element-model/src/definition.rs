//! `Definition`: what an element's `e.json` says.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    ConfigField, FullName, Function, Text,
    decode::Flaw,
    fields::Fields,
    near::{Quoted, suggestion},
};

/// The keys without which an element is none; one that overrides others may leave them to those.
pub(crate) const REQUIRED: [&str; 2] = ["title", "type"];

/// The keys that mean something here: another that is like one of them is taken for it, misspelt.
const KEYS: [&str; 11] = [
    "title",
    "type",
    "icon",
    "tag",
    "description",
    "accessModifier",
    "variables",
    "functionList",
    "configFields",
    "draft",
    EXTEND_TYPE,
];

/// The key by which a Type says that it is one though its type is one.
const EXTEND_TYPE: &str = "extendType";

/// The framework's other keys, which mean nothing here.
const OF_THE_FRAMEWORK: [&str; 15] = [
    "frontBundleEntry",
    "frontMobileBundleEntry",
    "backendBundleEntry",
    "backendEpath",
    "cacheLevel",
    "loadTime",
    "backendLoadTime",
    "appId",
    "path",
    "fullName",
    "version",
    "db",
    "sort",
    "default",
    "allowRegister",
];

/// The content of an element's `e.json`; where the element overrides others, laid over what theirs say.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Definition {
    /// Its name for people; of a title in two languages, both, one behind the other.
    pub title: String,
    /// Its name for people in each language (`title`: a text, or `{"zh": …, "en": …}`; ours).
    pub label: Text,
    /// The full name of its type; a Meta has none.
    pub r#type: Option<FullName>,
    /// `icon`.
    pub icon: Option<String>,
    /// `tag`.
    pub tag: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The apps that may see and override it.
    pub access_modifier: AccessModifier,
    /// The variables it declares, in whatever form; not interpreted.
    pub variables: Option<Value>,
    /// The functions it declares, or takes away; no two of one name.
    pub function_list: Vec<Arc<Function>>,
    /// The fields that it declares of its instances' configuration, or takes away; no two of one name.
    pub config_fields: Vec<ConfigField>,
    /// Whether it is not finished: an instance that is out of service, whatever its configuration lacks.
    pub draft: bool,
    /// All other keys, kept as they are.
    pub extra: Map<String, Value>,
}

impl Definition {
    /// Reads an `e.json`; what is wrong with it is added to `flaws`.
    pub(crate) fn read(keys: Map<String, Value>, flaws: &mut Vec<Flaw>) -> Self {
        let mut fields = Fields::new(keys, "", flaws);
        let label = fields.title();
        let definition = Self {
            title: label.in_one(),
            label,
            r#type: read_type(&mut fields),
            icon: fields.optional("icon"),
            tag: fields.optional("tag"),
            description: fields.optional("description"),
            access_modifier: read_access(&mut fields),
            variables: fields.optional("variables"),
            function_list: read_functions(&mut fields),
            config_fields: read_config_fields(&mut fields),
            draft: fields.flag("draft").unwrap_or_default(),
            extra: fields.all().clone(),
        };
        for key in definition.unknown_keys() {
            let meant = suggestion(key, KEYS);
            if !meant.is_empty() {
                fields.note(key, &format!("unknown field {}{meant}", Quoted(key)));
            }
        }
        definition
    }

    /// The keys that an `e.json` must have, unless it overrides one that has them, and lacks.
    pub(crate) fn lacks(keys: &Map<String, Value>) -> impl Iterator<Item = Flaw> {
        let missing = REQUIRED.into_iter().filter(|key| keys.get(*key).is_none_or(Value::is_null));
        missing.map(|key| Flaw { field: key.to_owned(), message: "is missing".to_owned() })
    }

    /// The keys that neither this crate nor the framework knows: kept, and without effect.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        let keys = self.extra.keys().map(String::as_str);
        keys.filter(|key| *key != EXTEND_TYPE && !OF_THE_FRAMEWORK.contains(key))
    }

    /// Whether it says that the element is a Type though its type is one.
    pub(crate) fn is_declared_type(&self) -> bool {
        self.extra.get(EXTEND_TYPE).is_some_and(|value| !value.is_null())
    }
}

/// The apps that may see and override an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccessModifier {
    /// The app it belongs to alone.
    Private,
    /// Child apps see it but cannot override it.
    Protected,
    /// Child apps see and override it.
    #[default]
    Public,
}

fn read_type(fields: &mut Fields<'_>) -> Option<FullName> {
    let name: String = fields.optional("type").filter(|name: &String| !name.is_empty())?;
    name.parse().map_err(|error: crate::NameError| fields.note("type", &error.to_string())).ok()
}

fn read_access(fields: &mut Fields<'_>) -> AccessModifier {
    let name: Option<String> = fields.optional("accessModifier");
    match name.as_deref() {
        None | Some("public") => AccessModifier::Public,
        Some("protected" | "protect") => AccessModifier::Protected,
        Some("private") => AccessModifier::Private,
        Some(_) => {
            fields.note("accessModifier", "must be `private`, `protected` or `public`");
            AccessModifier::Private
        }
    }
}

fn read_functions(fields: &mut Fields<'_>) -> Vec<Arc<Function>> {
    let functions = fields.objects("functionList", Function::read);
    for (at, function) in functions.iter().enumerate() {
        if functions[..at].iter().any(|earlier| earlier.name == function.name) {
            fields.note("functionList", &format!("there are two functions `{}`", function.name));
        }
    }
    functions.into_iter().map(Arc::new).collect()
}

fn read_config_fields(fields: &mut Fields<'_>) -> Vec<ConfigField> {
    let declared = fields.objects("configFields", ConfigField::read);
    for (at, field) in declared.iter().enumerate() {
        if declared[..at].iter().any(|earlier| earlier.name == field.name) {
            fields.note("configFields", &format!("there are two fields `{}`", field.name));
        }
    }
    declared
}
