//! `CatalogError`: why the apps cannot be served, and `Trouble`, one thing that is wrong with them.

use std::{fmt, io, path::PathBuf};

use element_model::{App, Problem};
use element_type::OpenProblem;

/// Why the apps cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// Their folder cannot be read.
    #[error("apps.dir: cannot read {}", dir.display())]
    Folder {
        /// The folder.
        dir: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Their folder holds none.
    #[error("apps.dir: {} holds no app: no folder in it has an app.json", dir.display())]
    Empty {
        /// The folder.
        dir: PathBuf,
    },
    /// All that is wrong with them, at least one thing; shown as a line each.
    #[error("{}", Lines(.0))]
    Flawed(Vec<Trouble>),
}

/// A problem of the apps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// A file.
    #[error("{0}")]
    File(Problem),
    /// An instance's configuration.
    #[error("{0}")]
    Instance(OpenProblem),
    /// An app whose pages would lie below an address of the server's own.
    #[error("{file}: appId: {org} is an address of the server's own; give the app another organisation")]
    ReservedOrg {
        /// The app's `app.json`.
        file: String,
        /// Its organisation.
        org: String,
    },
}

impl Trouble {
    pub(crate) fn of_reserved_org(app: &App) -> Self {
        Self::ReservedOrg { file: format!("{}/app.json", app.label()), org: app.id().org().to_owned() }
    }
}

struct Lines<'a>(&'a [Trouble]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(at, trouble)| {
            let between = if at == 0 { "" } else { "\n" };
            write!(f, "{between}{trouble}")
        })
    }
}
