//! The apps as they stand: reads them from their folder, looks elements up, describes them, edits instances, takes over what
//! changes. Knows neither HTTP nor a database.
//!
//! [`BuiltIn`] is the code that elements may have; [`Catalog`] is what the apps are with it; [`Folder`] keeps the catalog in
//! service up to date, and is where a running server edits an instance. A command that is no server works through [`Site`].

mod apps;
mod built_in;
mod catalog;
mod catalog_error;
mod description;
mod editor;
mod instances;
mod reload;
mod secret_places;
mod shared;
mod warnings;

pub mod secret_file;

pub use crate::{
    apps::{FolderSource, SecretFiles, sources},
    built_in::{BuiltIn, BuiltInService},
    catalog::Catalog,
    catalog_error::{CatalogError, Trouble},
    description::{Branch, Code, Description, Hidden, Place, Tree, namesakes},
    editor::{AppsOnDisk, Edited, Editor},
    instances::{Change, Door, Edit, EditError, Site},
    reload::{EditObserver, Folder, Location, SharedVariables, run},
    secret_places::files_with_secrets,
    shared::SharedCatalog,
    warnings::warnings,
};
