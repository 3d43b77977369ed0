//! `Place`: which app a file of an element is from, and where it is below the folder of the apps.

use std::fmt;

use element_model::{App, AppId, Apps, Origin};
use serde::Serialize;

/// The placeholder for the folder of the app that has none.
const BUILT_IN: &str = "built in";

/// Where a file of an element is.
#[derive(Debug, Serialize)]
pub struct Place<'a> {
    /// The app.
    pub app: &'a AppId,
    /// The app's folder, below the folder of the apps; `built in` for the app that is compiled in.
    folder: &'a str,
    /// The file, below the app's folder.
    file: &'a str,
}

impl<'a> Place<'a> {
    /// Where something of these apps is.
    pub(crate) fn of(apps: &'a Apps, origin: &'a Origin) -> Self {
        let app = apps.app(&origin.app);
        let path = app.and_then(|app| origin.file.strip_prefix(app.label())?.strip_prefix('/'));
        let folder = app.map_or(BUILT_IN, |app| folder_of(apps, app));
        Self { app: &origin.app, folder, file: path.unwrap_or(&origin.file) }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.folder == BUILT_IN {
            return f.write_str("the built-in app");
        }
        write!(f, "{} ({}/{})", self.app, self.folder, self.file)
    }
}

/// An app's folder, below the folder of the apps.
pub(super) fn folder_of<'a>(apps: &Apps, app: &'a App) -> &'a str {
    let name = app.label().rsplit('/').next();
    name.filter(|_| app.id() != apps.base()).unwrap_or(BUILT_IN)
}
