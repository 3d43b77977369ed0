//! `Definition`: what an element's `e.json` says.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{ConfigField, FullName, Function, decode::Flaw, fields::Fields};

/// The content of an element's `e.json`; where the element overrides others, laid over what theirs say.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Definition {
    /// Its name for people.
    pub title: String,
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
    /// The functions it declares; no two of one name.
    pub function_list: Vec<Arc<Function>>,
    /// The fields that it declares of its instances' configuration; no two of one name.
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
        Self {
            title: fields.required("title"),
            r#type: read_type(&mut fields),
            icon: fields.optional("icon"),
            tag: fields.optional("tag"),
            description: fields.optional("description"),
            access_modifier: read_access(&mut fields),
            variables: fields.optional("variables"),
            function_list: read_functions(&mut fields),
            config_fields: read_config_fields(&mut fields),
            draft: fields.flag("draft").unwrap_or_default(),
            extra: fields.rest(),
        }
    }

    /// Whether it says that the element is a Type though its type is one.
    pub(crate) fn is_declared_type(&self) -> bool {
        self.extra.get("extendType").is_some_and(|value| !value.is_null())
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
    let name: String = fields.required("type");
    if name.is_empty() {
        return None;
    }
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
