//! `Function` and `Arg`: one entry of a `functionList`, and the check of a call's arguments against it.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{AdminScope, ArgumentError, Arguments, DataType, decode::kind, fields::Fields, near::near};

/// The keys of a function; the framework's that mean nothing here come last.
const KEYS: [&str; 15] = [
    "name",
    "title",
    "args",
    "returnType",
    "returns",
    "async",
    "loginRequired",
    "ignoreSign",
    "adminRequired",
    "adminScope",
    "readOnly",
    "removed",
    "desc",
    "resultConfig",
    "argsToDatatype",
];

/// The keys of an argument. Of the framework's, which come last, those alone that limit nothing: one that did would be
/// believed to.
const ARG_KEYS: [&str; 15] = [
    "name",
    "title",
    "dataType",
    "required",
    "default",
    "values",
    "maxLength",
    "desc",
    "description",
    "placeholder",
    "options",
    "generic",
    "variableList",
    "variableConfig",
    "valueConfig",
];

/// The greatest length of an id, in characters: an argument whose name ends in `Id`, where nothing else is declared. None is
/// longer, of WeCom's or of ours, and a refusal may repeat it.
const ID_LENGTH: usize = 256;

/// A function that an element offers: only what its `functionList` declares exists.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in the functionList")]
pub struct Function {
    /// The name that it is called by.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Its arguments, in order.
    pub args: Vec<Arg>,
    /// The name of what it returns.
    pub return_type: Option<String>,
    /// Its result, as a JSON Schema with `examples`, or with a `$ref` to a schema that has some (`returns`; ours).
    pub returns: Option<Map<String, Value>>,
    /// `async`.
    pub r#async: bool,
    /// Whether the caller must be logged in; by default it must.
    pub login_required: bool,
    /// Whether the request needs no signature.
    pub ignore_sign: bool,
    /// Whether the caller must be an administrator (`adminRequired`; ours).
    pub admin_required: bool,
    /// The scope that an administrator's token must have (`adminScope`; ours).
    pub admin_scope: AdminScope,
    /// Whether it changes nothing, so that it may be called with GET (`readOnly`; ours).
    pub read_only: bool,
    /// The framework's other keys.
    pub extra: Map<String, Value>,
    /// Whether it takes away a function that is declared above it.
    pub(crate) removed: bool,
    /// The declaration as it was written, over those that it was laid over.
    stated: Map<String, Value>,
}

impl Function {
    /// Lays functions over those of an element that is overridden, by name and key by key: a key that is not said is as
    /// it was, and so is an administrator's right, whatever is said.
    pub(crate) fn lay_over(functions: &mut Vec<Arc<Self>>, nearer: &[Arc<Self>]) {
        for function in nearer {
            match functions.iter_mut().find(|below| below.name == function.name) {
                Some(below) => *below = Arc::new(function.over(below)),
                None => functions.push(function.clone()),
            }
        }
    }

    fn over(&self, below: &Self) -> Self {
        let mut stated = below.stated.clone();
        stated.extend(self.stated.clone());
        let mut merged = Arc::new(Self::read(Fields::new(stated, "", &mut Vec::new())));
        Self::tighten(&mut merged, below);
        Arc::unwrap_or_clone(merged)
    }

    /// Whether instances have it.
    pub(crate) fn is_there(&self) -> bool {
        !self.removed
    }

    /// Gives `function` the administrator's right that `other`, of the same name, asks for: an `e.json` that an app lays
    /// over another may ask for one, but neither for less nor for a token that is good for something else.
    pub(crate) fn tighten(function: &mut Arc<Self>, other: &Self) {
        let is_as_strict = function.admin_required && function.admin_scope == other.admin_scope;
        if other.admin_required && !is_as_strict {
            let function = Arc::make_mut(function);
            function.admin_required = true;
            function.admin_scope = other.admin_scope;
        }
    }

    pub(crate) fn read(mut fields: Fields<'_>) -> Self {
        let stated = fields.all().clone();
        let name = fields.name();
        let args = fields.objects("args", Arg::read);
        for (at, arg) in args.iter().enumerate() {
            if args[..at].iter().any(|earlier| earlier.name == arg.name) {
                fields.note("args", &format!("there are two arguments `{}`", arg.name));
            }
        }
        let read_only = fields.flag("readOnly").unwrap_or_default();
        let admin_scope = fields.admin_scope();
        let mut function = Self {
            name,
            title: fields.optional("title").unwrap_or_default(),
            args,
            return_type: fields.return_type(),
            returns: read_returns(&mut fields),
            r#async: fields.flag("async").unwrap_or_default(),
            login_required: fields.flag("loginRequired").unwrap_or(true),
            ignore_sign: fields.flag("ignoreSign").unwrap_or_default(),
            admin_required: fields.flag("adminRequired").unwrap_or_default(),
            admin_scope: admin_scope.unwrap_or(if read_only { AdminScope::Read } else { AdminScope::Edit }),
            read_only,
            extra: Map::new(),
            removed: fields.flag("removed").unwrap_or_default(),
            stated,
        };
        fields.refuse_others(&KEYS);
        function.extra = fields.rest();
        function
    }

    /// The argument of this name.
    pub fn arg(&self, name: &str) -> Option<&Arg> {
        self.args.iter().find(|arg| arg.name == name)
    }

    /// Checks the arguments of a call that came as a JSON object; null counts as absent.
    ///
    /// # Errors
    /// The first argument that is undeclared, else the first in declared order that is missing or does not fit.
    pub fn check(&self, args: Map<String, Value>) -> Result<Arguments, ArgumentError> {
        if let Some(name) = args.keys().find(|name| self.arg(name).is_none()) {
            return Err(self.undeclared(name));
        }
        let mut given = args;
        let mut checked = Map::new();
        for arg in &self.args {
            let value = match given.remove(&arg.name).filter(|value| !value.is_null()) {
                Some(value) => Some(arg.accept(&self.name, value)?),
                None => arg.default.clone(),
            };
            match value {
                Some(value) => drop(checked.insert(arg.name.clone(), value)),
                None if !arg.required => {}
                None => return Err(ArgumentError::Missing { function: self.name.clone(), name: arg.name.clone() }),
            }
        }
        Ok(Arguments::new(self.name.clone(), checked))
    }

    /// Checks the arguments of a call that came as a query; numbers, truth values, objects and lists are read from
    /// their text.
    ///
    /// # Errors
    /// As [`check`](Self::check), and an argument that is given twice.
    pub fn check_query(&self, pairs: impl IntoIterator<Item = (String, String)>) -> Result<Arguments, ArgumentError> {
        let mut args = Map::new();
        for (name, text) in pairs {
            let Some(arg) = self.arg(&name) else { return Err(self.undeclared(&name)) };
            if args.insert(name, arg.data_type.read(text)).is_some() {
                return Err(ArgumentError::Repeated { function: self.name.clone(), name: arg.name.clone() });
            }
        }
        self.check(args)
    }

    fn undeclared(&self, name: &str) -> ArgumentError {
        let near = near(name, self.args.iter().map(|arg| arg.name.as_str()));
        ArgumentError::Undeclared { function: self.name.clone(), name: name.to_owned(), near }
    }
}

/// A description that shows no answer describes little.
fn read_returns(fields: &mut Fields<'_>) -> Option<Map<String, Value>> {
    let returns: Option<Map<String, Value>> = fields.optional("returns");
    let shows_one = |schema: &Map<String, Value>| {
        let examples = schema.get("examples").and_then(Value::as_array);
        schema.contains_key("$ref") || examples.is_some_and(|examples| !examples.is_empty())
    };
    if returns.as_ref().is_some_and(|schema| !shows_one(schema)) {
        fields.note("returns", "needs `examples`, a list with at least one answer, or a `$ref`");
    }
    returns
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Arg {
    /// The name that it is called by.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// The kind of value that it takes.
    pub data_type: DataType,
    /// Whether a call must give it; one with a default never must (`required`, default true; ours).
    pub required: bool,
    /// The value where a call does not give one; of its own type and one of its values (ours).
    pub default: Option<Value>,
    /// The values that it may have; any where it is not said (ours).
    pub values: Option<Vec<Value>>,
    /// The greatest length of a text, in characters (`maxLength`; ours); 256 where it is an id and nothing is declared.
    pub max_length: Option<usize>,
    /// The framework's other keys.
    pub extra: Map<String, Value>,
}

impl Arg {
    fn read(mut fields: Fields<'_>) -> Self {
        let mut arg = Self {
            name: fields.name(),
            title: fields.optional("title").unwrap_or_default(),
            data_type: fields.required_data_type(),
            required: fields.flag("required").unwrap_or(true),
            default: None,
            values: None,
            max_length: fields.optional("maxLength"),
            extra: Map::new(),
        };
        arg.max_length = arg.max_length.or_else(|| arg.name.ends_with("Id").then_some(ID_LENGTH));
        let values: Option<Vec<Value>> = fields.optional("values");
        arg.values =
            values.map(|values| values.into_iter().filter_map(|v| arg.declared(v, "values", &mut fields)).collect());
        let default: Option<Value> = fields.optional("default");
        arg.default = default.and_then(|default| arg.declared(default, "default", &mut fields));
        arg.required &= arg.default.is_none();
        fields.refuse_others(&ARG_KEYS);
        arg.extra = fields.rest();
        arg
    }

    /// A value of the declaration itself, in its usual form.
    fn declared(&self, value: Value, key: &str, fields: &mut Fields<'_>) -> Option<Value> {
        let accepted = self.accept("this function", value);
        accepted.map_err(|error| fields.note(key, &error.to_string())).ok()
    }

    /// The value in its usual form, where it fits.
    fn accept(&self, function: &str, value: Value) -> Result<Value, ArgumentError> {
        let (function, name) = (function.to_owned(), self.name.clone());
        let value = match self.data_type.accept(value) {
            Ok(value) => value,
            Err(value) => {
                let (expected, actual) = (self.data_type.expected(), kind(&value));
                return Err(ArgumentError::WrongType { function, name, expected, actual });
            }
        };
        if has_nul(&value) {
            return Err(ArgumentError::ForbiddenCharacter { function, name });
        }
        if let Some(values) = self.values.as_ref().filter(|values| !values.contains(&value)) {
            let allowed = values.iter().map(Value::to_string).collect();
            return Err(ArgumentError::NotAllowed { function, name, allowed });
        }
        match self.max_length {
            Some(most) if value.as_str().is_some_and(|text| text.chars().count() > most) => {
                Err(ArgumentError::TooLong { function, name, most })
            }
            _ => Ok(value),
        }
    }
}

/// Whether a text, or one inside an object or list, has the character U+0000.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(has_nul),
        Value::Object(object) => object.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}
