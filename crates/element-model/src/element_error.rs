//! `ElementError`: what was asked for is not there.

use crate::{
    AppId, FullName,
    near::{Quoted, did_you_mean},
};

/// An element or function that is not there, with names like it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ElementError {
    /// The app sees no element of this name.
    #[error("app {app} has no element {}{}", Quoted(name), did_you_mean(near))]
    Unknown {
        /// The app.
        app: AppId,
        /// The name that was asked for.
        name: String,
        /// Full names like it, best first.
        near: Vec<String>,
    },
    /// The element has no function of this name.
    #[error("element {element} has no function {}{}", Quoted(name), did_you_mean(near))]
    UnknownFunction {
        /// The element.
        element: FullName,
        /// The name that was asked for.
        name: String,
        /// Functions of names like it, best first.
        near: Vec<String>,
    },
}
