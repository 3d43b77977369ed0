//! `Catalog`: the apps, their elements and the opened logins, as they stand now.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use element_model::{App, AppId, Apps, Element, Layer, Problem, Source, Variables};
use login_type::{
    Admission, BASE_APP, CallError, Host, LoginTypes, Membership, OpenProblem, Recognised, Registry, Standing,
};

use crate::{
    administration,
    apps::{self, SecretFiles},
    metrics::OTHER,
};

/// First segments of the server's own addresses, which no app's organisation may be called; some are kept for later.
const RESERVED_ORGS: &[&str] = &["api", "assets", "console", "docs", "healthz", "metrics", "oidc", "readyz"];

/// The apps, their elements and the opened logins.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) apps: Apps,
    pub(crate) login_types: LoginTypes,
}

/// All that is wrong with the apps, a line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct CatalogError(pub(crate) Vec<String>);

/// One thing that is wrong with the apps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
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
    fn of_reserved_org(app: &App) -> Option<Self> {
        let org = app.id().org();
        let is_reserved = RESERVED_ORGS.contains(&org.to_ascii_lowercase().as_str());
        is_reserved.then(|| Self::ReservedOrg { file: format!("{}/app.json", app.label()), org: org.to_owned() })
    }
}

impl Catalog {
    /// Reads the apps below `dir` and opens their instances; `secrets` notes the files of secrets that they name.
    pub(crate) fn load(
        registry: &Registry,
        dir: &Path,
        environment: &dyn Variables,
        secrets: &SecretFiles,
    ) -> Result<Self, CatalogError> {
        let sources = apps::sources(dir, secrets)
            .map_err(|error| CatalogError(vec![format!("apps.dir: cannot read {}: {error}", dir.display())]))?;
        if sources.is_empty() {
            let hint = format!("apps.dir: {} holds no app: no folder in it has an app.json", dir.display());
            return Err(CatalogError(vec![hint]));
        }
        let sources: Vec<&dyn Source> = sources.iter().map(|source| source as &dyn Source).collect();
        Self::of(registry, &sources, environment)
            .map_err(|troubles| CatalogError(troubles.iter().map(ToString::to_string).collect()))
    }

    /// The catalog of these apps.
    pub(crate) fn of(
        registry: &Registry,
        sources: &[&dyn Source],
        environment: &dyn Variables,
    ) -> Result<Self, Vec<Trouble>> {
        let apps = Self::apps_of(registry, sources, environment)
            .map_err(|problems| problems.into_iter().map(Trouble::File).collect::<Vec<_>>())?;
        let reserved: Vec<_> = apps.iter().filter_map(Trouble::of_reserved_org).collect();
        if !reserved.is_empty() {
            return Err(reserved);
        }
        let login_types =
            registry.open(&apps).map_err(|problems| problems.into_iter().map(Trouble::Instance).collect::<Vec<_>>())?;
        Ok(Self { apps, login_types })
    }

    /// These apps, without a look at their instances' configurations.
    pub(crate) fn apps_of(
        registry: &Registry,
        sources: &[&dyn Source],
        environment: &dyn Variables,
    ) -> Result<Apps, Vec<Problem>> {
        let base = administration::services()
            .fold(registry.base_app(), |base, service| base.with(service.element.path, service.element.content));
        Apps::load(&base, sources, environment).map_err(|error| error.problems().to_vec())
    }

    /// The apps that are served; the built-in one is only extended.
    pub(crate) fn served(&self) -> impl Iterator<Item = &App> {
        self.apps.iter().filter(|app| app.id().to_string() != BASE_APP)
    }

    /// The elements of an app whose functions can be called; Metas and Types only declare them.
    pub(crate) fn callable(app: &App) -> impl Iterator<Item = &Element> {
        let instances = app.elements().filter(|element| element.layer() == Layer::Instance && !element.is_draft());
        instances.filter(|element| element.functions().next().is_some())
    }

    /// What the instances of all apps need tickets for, each once.
    pub(crate) fn realms(&self) -> BTreeSet<String> {
        let instances = self.login_types.instances().filter_map(|(name, _)| self.login_types.instance(name));
        instances.filter_map(|instance| instance.realm()).collect()
    }

    /// What an event type is counted as: itself, or one of the others.
    pub(crate) fn event_label<'a>(&self, event_type: &'a str) -> &'a str {
        if self.login_types.knows_event(event_type) { event_type } else { OTHER }
    }

    /// A served app by the two segments of its URL.
    pub(crate) fn app(&self, org: &str, app: &str) -> Option<&App> {
        let id: AppId = format!("{org}.{app}").parse().ok()?;
        self.served().find(|app| *app.id() == id)
    }
}

/// The catalog as it stands now, shared by all who look at it.
#[derive(Clone, Debug)]
pub(crate) struct SharedCatalog(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    current: RwLock<Arc<Catalog>>,
    edit_refused: AtomicBool,
}

impl SharedCatalog {
    /// Puts a catalog into service.
    pub(crate) fn new(catalog: Catalog) -> Self {
        catalog.login_types.installed();
        Self(Arc::new(Shared { current: RwLock::new(Arc::new(catalog)), edit_refused: AtomicBool::new(false) }))
    }

    /// The catalog now; whoever holds it keeps it, whatever comes next.
    pub(crate) fn current(&self) -> Arc<Catalog> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another catalog into service; what began with the one before ends with it.
    pub(crate) fn replace(&self, catalog: Catalog) {
        // Before anybody can find its instances.
        catalog.login_types.installed();
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalog);
        self.0.edit_refused.store(false, Ordering::Relaxed);
    }

    /// Notes that the newest edit of the apps is broken.
    pub(crate) fn refuse_edit(&self) {
        self.0.edit_refused.store(true, Ordering::Relaxed);
    }

    /// Whether the newest edit of the apps is broken, so that the version before it serves on.
    pub(crate) fn is_edit_refused(&self) -> bool {
        self.0.edit_refused.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Admission for SharedCatalog {
    fn standing(&self, login: &Recognised<'_>) -> Standing {
        self.current().login_types.standing(login)
    }

    async fn recheck(&self, login: &Recognised<'_>, id: &str, host: &Host) -> Result<Membership, CallError> {
        self.current().login_types.recheck(login, id, host).await
    }
}
