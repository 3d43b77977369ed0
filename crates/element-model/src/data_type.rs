//! `DataType`: what kind of value an argument has, and whether a value is one.

use std::fmt;

use serde_json::{Number, Value};

use crate::fields::as_flag;

/// The framework's other kinds of values, which are not checked here.
const UNCHECKED: [&str; 32] = [
    "Money",
    "Percent",
    "RichText",
    "AutoInt",
    "Serial",
    "Radio",
    "MultiRadio",
    "Dropdown",
    "MultiDropdown",
    "Date",
    "Datetime",
    "Time",
    "File",
    "Image",
    "Signature",
    "Dept",
    "MultiDept",
    "Member",
    "MultiMember",
    "Address",
    "Identify",
    "LicensePlate",
    "Phone",
    "Position",
    "Link",
    "SubTable",
    "JitMap",
    "RowData",
    "RowList",
    "RelateData",
    "MultiRelateData",
    "QFilter",
];

/// The kinds of values that are checked.
const CHECKED: [&str; 6] = ["Stext", "Ltext", "Numeric", "Checkbox", "JitDict", "JitList"];

/// The kind of value that an argument or a field takes; one of the framework's other kinds takes any value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataType {
    /// A line of text.
    Stext,
    /// Text of any length.
    Ltext,
    /// A number.
    Numeric,
    /// True or false; 1 and 0 are taken for them.
    Checkbox,
    /// A JSON object.
    JitDict,
    /// A JSON list.
    JitList,
    /// Another kind of the framework, by its name.
    Other(String),
}

impl DataType {
    /// The name, as `dataType` has it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stext => "Stext",
            Self::Ltext => "Ltext",
            Self::Numeric => "Numeric",
            Self::Checkbox => "Checkbox",
            Self::JitDict => "JitDict",
            Self::JitList => "JitList",
            Self::Other(name) => name,
        }
    }

    /// The names that an `e.json` may have.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> + Clone {
        CHECKED.into_iter().chain(UNCHECKED)
    }

    /// Whether an `e.json` may have it.
    pub(crate) fn is_known(&self) -> bool {
        Self::names().any(|name| name == self.as_str())
    }

    /// The expected kind of value, for an error.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Self::Stext | Self::Ltext => "text",
            Self::Numeric => "a number",
            Self::Checkbox => "true or false",
            Self::JitDict => "an object",
            Self::JitList => "a list",
            Self::Other(_) => "a value",
        }
    }

    /// The value in its usual form, where it is of this kind.
    pub(crate) fn accept(&self, value: Value) -> Result<Value, Value> {
        let fits = match self {
            Self::Stext | Self::Ltext => value.is_string(),
            Self::Numeric => value.is_number(),
            Self::Checkbox => return as_flag(&value).map(Value::Bool).ok_or(value),
            Self::JitDict => value.is_object(),
            Self::JitList => value.is_array(),
            Self::Other(_) => true,
        };
        if fits { Ok(value) } else { Err(value) }
    }

    /// The value that a query's text stands for; text that stands for none stays text, and is refused later.
    pub(crate) fn read(&self, text: String) -> Value {
        match self {
            Self::Numeric => read_number(&text).map_or(Value::String(text), Value::Number),
            Self::Checkbox | Self::JitDict | Self::JitList => {
                serde_json::from_str(&text).unwrap_or(Value::String(text))
            }
            Self::Stext | Self::Ltext | Self::Other(_) => Value::String(text),
        }
    }
}

impl From<&str> for DataType {
    fn from(name: &str) -> Self {
        match name {
            "Stext" => Self::Stext,
            "Ltext" => Self::Ltext,
            "Numeric" => Self::Numeric,
            "Checkbox" => Self::Checkbox,
            "JitDict" => Self::JitDict,
            "JitList" => Self::JitList,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn read_number(text: &str) -> Option<Number> {
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| Number::from_f64(text.parse().ok()?))
}
