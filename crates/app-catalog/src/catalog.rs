//! `Catalog`: the apps, their elements and the opened logins, as they stand at one moment.

use std::{path::Path, sync::Arc};

use element_model::{App, AppId, Apps, Element, Layer, Source, Variables};
use element_type::BASE_APP;
use login_type::LoginTypes;

use crate::{
    BuiltIn, BuiltInService, CatalogError, Trouble,
    apps::{self, SecretFiles},
};

/// First segments of the server's own addresses, which no app's organisation may be called; some are kept for later.
const RESERVED_ORGS: &[&str] = &["api", "assets", "console", "docs", "healthz", "metrics", "oidc", "readyz"];

/// The apps, their elements and the opened logins.
#[derive(Debug)]
pub struct Catalog {
    /// The apps with their elements.
    pub apps: Apps,
    /// The opened logins.
    pub login_types: LoginTypes,
    /// The services that the server answers itself.
    pub(crate) services: &'static [BuiltInService],
}

impl Catalog {
    /// Reads the apps below `dir` and opens their instances; `secrets` notes the files of secrets that they name.
    ///
    /// # Errors
    /// All that is wrong with the apps.
    pub fn load(
        built_in: &BuiltIn,
        dir: &Path,
        environment: &dyn Variables,
        secrets: &SecretFiles,
    ) -> Result<Self, CatalogError> {
        let sources =
            apps::sources(dir, secrets).map_err(|source| CatalogError::Folder { dir: dir.to_owned(), source })?;
        if sources.is_empty() {
            return Err(CatalogError::Empty { dir: dir.to_owned() });
        }
        let sources: Vec<&dyn Source> = sources.iter().map(|source| source as &dyn Source).collect();
        let apps = built_in
            .apps(&sources, environment)
            .map_err(|problems| CatalogError::Flawed(problems.into_iter().map(Trouble::File).collect()))?;
        Self::of(built_in, apps).map_err(|(troubles, _)| CatalogError::Flawed(troubles))
    }

    /// The catalog of these apps: opens their instances.
    ///
    /// # Errors
    /// All that is wrong with the instances and the apps' names, beside the apps.
    pub(crate) fn of(built_in: &BuiltIn, apps: Apps) -> Result<Self, (Vec<Trouble>, Apps)> {
        let mut troubles: Vec<_> = apps.iter().filter(|app| is_reserved(app)).map(Trouble::of_reserved_org).collect();
        match built_in.registry.open(&apps) {
            Ok(login_types) if troubles.is_empty() => Ok(Self { apps, login_types, services: built_in.services }),
            opened => {
                troubles.extend(opened.err().unwrap_or_default().into_iter().map(Trouble::Instance));
                Err((troubles, apps))
            }
        }
    }

    /// The apps that are served; the built-in one is only extended.
    pub fn served(&self) -> impl Iterator<Item = &App> {
        self.apps.iter().filter(|app| app.id().to_string() != BASE_APP)
    }

    /// The elements of an app whose functions can be called; Metas and Types only declare them.
    pub fn callable(app: &App) -> impl Iterator<Item = &Element> {
        let instances = app.elements().filter(|element| element.layer() == Layer::Instance && !element.is_draft());
        instances.filter(|element| element.functions().next().is_some())
    }

    /// A served app by the two segments of its URL.
    pub fn app(&self, org: &str, app: &str) -> Option<&App> {
        let id = AppId::new(org, app).ok()?;
        self.apps.app(&id).filter(|_| id.to_string() != BASE_APP)
    }

    /// A served app by the two segments of its URL, for those who keep it longer than the catalog.
    pub fn shared_app(&self, org: &str, app: &str) -> Option<Arc<App>> {
        self.apps.shared(self.app(org, app)?.id())
    }
}

fn is_reserved(app: &App) -> bool {
    RESERVED_ORGS.contains(&app.id().org().to_ascii_lowercase().as_str())
}
