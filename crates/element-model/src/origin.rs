//! `Origin` and `Hidden`: which app a file of an element is from, and what an app does not see.

use crate::{AppId, FullName};

/// A file of an element, and the app that it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// The app.
    pub app: AppId,
    /// The file: its source's label and its path.
    pub file: String,
}

/// An element of an app that is inherited from, not seen because it is private to that app.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hidden {
    /// The element's name; anything that the app sees by this name is another element.
    pub full_name: FullName,
    /// Its `e.json`, and the app that it is private to.
    pub origin: Origin,
}
