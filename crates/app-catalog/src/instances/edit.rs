//! `Edit`: a change of one instance of one app.

use element_model::{AppId, FullName};
use serde_json::{Map, Value};

/// A change of one instance of one app.
#[derive(Clone)]
pub struct Edit {
    /// The app.
    pub app: AppId,
    /// The instance's full name.
    pub instance: FullName,
    /// The change.
    pub change: Change,
    /// How the change comes.
    pub by: Door,
}

/// How a change comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// By a function: whoever calls it does not see the machine, and must not learn of it.
    Function,
    /// By a command, on the machine itself.
    Command,
}

/// The change of an instance.
#[derive(Clone)]
pub enum Change {
    /// It is made, of a Type; as a draft, where it is not finished.
    Create {
        /// The Type's full name.
        r#type: FullName,
        /// The title on pages.
        title: String,
        /// The configuration.
        config: Map<String, Value>,
        /// Whether it is a draft, which is out of service.
        is_unfinished: bool,
    },
    /// It gets another title, where one is given, and its configuration what is in `config`; the rest stays. A draft that
    /// lacks nothing then goes into service; `finish` says that it has to.
    Update {
        /// The title on pages.
        title: Option<String>,
        /// The keys that change; `null` takes one away.
        config: Map<String, Value>,
        /// Whether a draft that lacks something is refused, instead of staying a draft.
        finish: bool,
    },
    /// It goes, with its folder.
    Remove,
}
