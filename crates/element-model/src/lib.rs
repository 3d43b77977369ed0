//! The element model: apps, their elements in three layers (Meta, Type, instance), inheritance, access and look-up.
//!
//! An *app* is a folder with an `app.json`; an *element* is a folder below it with an `e.json`; an *instance* may have
//! a business configuration `<Name>.json` beside it. [`Apps::load`] reads them through a [`Source`], so that nothing
//! here touches a disk, and reports all problems at once; [`App`] answers what an app sees, its parents included.
//!
//! ```
//! use element_model::{AppId, Apps, MemorySource, Selector};
//!
//! let base = MemorySource::new("base")
//!     .with("app.json", r#"{"appId": "base.App"}"#)
//!     .with("pens/Meta/e.json", r#"{"title": "Pens", "type": ""}"#)
//!     .with("pens/InkType/e.json", r#"{"title": "Ink pens", "type": "pens.Meta"}"#);
//! let shop = MemorySource::new("shop")
//!     .with("app.json", r#"{"appId": "acme.shop", "variables": {"colour": "blue"}}"#)
//!     .with("pens/Mine/e.json", r#"{"title": "My pen", "type": "pens.InkType"}"#)
//!     .with("pens/Mine/Mine.json", r#"{"ink": "{{colour}}"}"#);
//!
//! let apps = Apps::load(&base, &[&shop], &|_: &str| None)?;
//! let app = apps.app(&"acme.shop".parse()?).ok_or("no such app")?;
//! let selector: Selector = ".pens.InkType".parse()?;
//! assert_eq!(app.find_elements(&selector).len(), 1);
//! let config: serde_json::Value = app.get_element("pens.Mine")?.config()?;
//! assert_eq!(config["ink"], "blue");
//! assert!(app.get_element("pens.Mime").is_err_and(|error| error.to_string().contains("did you mean `pens.Mine`?")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Rules
//! - The full name of an element is its folder's path with `.` for `/`; folders called `frontend` and `backend` do not
//!   count, and `commons/` and hidden folders hold no elements.
//! - An element without a type is a Meta; one whose type is a Meta is a Type; one whose type is a Type is an instance,
//!   unless another element has it as its type or its `e.json` has an `extendType`: then it is a derived Type.
//! - An element of the same full name in a child app overrides its parents': its `e.json` is laid over theirs key by
//!   key, and need not repeat `title` and `type`; its business configuration replaces theirs as a whole, and where it has
//!   none the nearest parent's serves. `private` elements are not inherited, `protected` ones are but cannot be overridden.
//! - An override lays `functionList` and `configFields` over by `name`, again key by key; `"removed": true` takes one away,
//!   until an `e.json` that is laid over it says `"removed": false`. Of a derived Type or an instance, a function stands in
//!   the place of the type's as a whole, and a field is laid over the type's. An administrator's right, a secret and a
//!   required field stay what they are, whatever an `e.json` says.
//! - Within `functionList` and `configFields`, a key or data type that is not known is a problem, and so is a key of an
//!   `e.json` that is like a known one: a misspelt `adminRequired` would open a function to everybody. Any other key is kept
//!   ([`Definition::unknown_keys`]).
//! - `{{NAME}}` in a string of a business configuration is the variable of the app that is looked at, else of its
//!   parents, nearest first, else of the environment; an empty variable counts as missing.
//! - A field that a Type's `configFields` call `secret` is trimmed, and may be given as `<field>_file`: the path of a file,
//!   from the folder of the app whose configuration names it.
//! - An instance whose `e.json` says `"draft": true` is out of service, and no problem whatever it lacks.
//! - No error, and no `Debug`, shows a value of a business configuration, of a variable or of an argument.
//!
//! # An app changes an official Type
//!
//! The app's `e.json` has what is to be otherwise, and nothing else: here another title, no `unbind`, `bind` with a title of
//! its own, still for administrators alone, and codes of four letters at most.
//!
//! ```
//! use element_model::{Apps, MemorySource};
//!
//! let base = MemorySource::new("base")
//!     .with("app.json", r#"{"appId": "base.App"}"#)
//!     .with("auths/Meta/e.json", r#"{"title": "Logins", "type": ""}"#)
//!     .with("auths/CardType/e.json", r#"{"title": "Cards", "type": "auths.Meta",
//!         "functionList": [
//!             {"name": "bind", "title": "Bind", "adminRequired": true, "args": [{"name": "code", "dataType": "Stext"}]},
//!             {"name": "unbind", "title": "Unbind", "adminRequired": true}],
//!         "configFields": [{"name": "code", "dataType": "Stext", "required": true}, {"name": "note"}]}"#);
//! let shop = MemorySource::new("shop")
//!     .with("app.json", r#"{"appId": "acme.shop"}"#)
//!     .with("auths/CardType/e.json", r#"{"title": "Our cards",
//!         "functionList": [{"name": "bind", "title": "Tie a card"}, {"name": "unbind", "removed": true}],
//!         "configFields": [{"name": "code", "maxLength": 4}, {"name": "note", "removed": true}]}"#);
//!
//! let apps = Apps::load(&base, &[&shop], &|_: &str| None)?;
//! let cards = apps.app(&"acme.shop".parse()?).ok_or("no such app")?.get_element("auths.CardType")?;
//! let functions: Vec<_> = cards.functions().map(|it| (it.title.as_str(), it.admin_required, it.args.len())).collect();
//! assert_eq!(functions, [("Tie a card", true, 1)]);
//! let fields: Vec<_> = cards.config_fields().map(|it| (it.name.as_str(), it.required, it.max_length)).collect();
//! assert_eq!(fields, [("code", true, Some(4))]);
//!
//! // A misspelt key is told, before it does harm.
//! let typo = MemorySource::new("shop").with("app.json", r#"{"appId": "acme.shop"}"#).with(
//!     "auths/CardType/e.json",
//!     r#"{"functionList": [{"name": "list", "adminRequierd": true}]}"#,
//! );
//! let error = Apps::load(&base, &[&typo], &|_: &str| None).unwrap_err().to_string();
//! assert!(error.ends_with("unknown field `adminRequierd`; did you mean `adminRequired`?"), "{error}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod admin_scope;
mod app;
mod app_folder;
mod app_id;
mod apps;
mod argument_error;
mod arguments;
mod assembly;
mod config_field;
mod data_type;
mod decode;
mod definition;
pub mod dotted_path;
mod element;
mod element_config;
mod element_error;
mod fields;
mod full_name;
mod function;
mod lineage;
mod manifest;
mod memory_source;
mod name_error;
mod near;
mod origin;
mod problem;
mod scope;
mod secrets;
mod selector;
mod source;
mod template;
mod text;
mod variables;
mod web_origin;

pub use crate::{
    admin_scope::{AdminScope, UnknownScope},
    app::App,
    app_id::AppId,
    apps::Apps,
    argument_error::ArgumentError,
    arguments::Arguments,
    config_field::{ConfigField, Extent, ShowIf},
    data_type::DataType,
    definition::{AccessModifier, Definition},
    element::{Element, Layer},
    element_config::{ConfigError, Fault},
    element_error::ElementError,
    full_name::FullName,
    function::{Arg, Function},
    manifest::Extension,
    memory_source::MemorySource,
    name_error::NameError,
    near::suggestion,
    origin::{Hidden, Origin},
    problem::{LoadError, Problem},
    secrets::OF_A_FILE,
    selector::Selector,
    source::{Source, SourceError},
    text::Text,
    variables::Variables,
    web_origin::WebOrigin,
};

/// The README's example compiles and holds.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
