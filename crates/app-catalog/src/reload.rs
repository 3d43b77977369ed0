//! Takes over what changes in the apps' folder while the server runs: a whole new catalog, or none of it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use clock::{Clock, SharedClock};
use element_model::Variables;
use element_type::InstanceName;
use error_chain::ErrorChain;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

use crate::{
    apps::{Fingerprint, SecretFiles},
    built_in::BuiltIn,
    catalog::Catalog,
    catalog_error::CatalogError,
    editor::{Edited, Editor},
    instances::{Edit, EditError, Lock, Site},
    shared::SharedCatalog,
};

/// How long an edit waits for its turn.
const TURN: Duration = Duration::from_secs(10);

/// Variables that all threads may ask for.
pub type SharedVariables = Arc<dyn Variables + Send + Sync>;

/// Where the apps are, and how often they are looked at.
#[derive(Clone)]
pub struct Location {
    /// The folder that holds one folder an app.
    pub dir: PathBuf,
    /// The values that `{{NAME}}` stands for where no app says.
    pub environment: SharedVariables,
    /// How long it is from one look at the folder to the next.
    pub reload_every: Duration,
}

/// Is told of each edit of the apps' folder.
pub trait EditObserver: Send + Sync {
    /// An edit is in service.
    fn served(&self);
    /// An edit is broken, so that the version before it serves on.
    fn refused(&self);
}

/// The folder of the apps, the catalog that is in service, and the state of the folder that is dealt with already.
#[derive(Clone)]
pub struct Folder {
    built_in: Arc<BuiltIn>,
    location: Location,
    /// The files of secrets that the apps named when they were read last, whether that went well or not.
    secrets: SecretFiles,
    catalog: SharedCatalog,
    observer: Arc<dyn EditObserver>,
    /// The state of the folder that is in service, or was refused; its holder takes over a change, one at a time.
    settled: Arc<Mutex<Fingerprint>>,
}

/// Looks at the folder until `stop`. A change is taken over when two looks in a row found the same: what is being
/// written is left alone. A broken edit changes nothing; it is said once, and tried again when it is edited again.
pub async fn run(folder: Folder, clock: SharedClock, stop: CancellationToken) {
    let mut seen = folder.settled.lock().await.clone();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep(folder.location.reload_every) => {}
        }
        let Some(now) = folder.look().await else { continue };
        let is_stable = now == seen;
        seen = now;
        if is_stable {
            folder.take_over_as(&seen).await;
        }
    }
}

impl Folder {
    /// Reads the apps and puts their instances into service.
    ///
    /// # Errors
    /// All that is wrong with the apps.
    pub fn open(built_in: BuiltIn, location: Location, observer: Arc<dyn EditObserver>) -> Result<Self, CatalogError> {
        let Location { dir, environment, .. } = &location;
        // Looked at before it is read: what changes in between is seen as a change.
        let secrets = SecretFiles::default();
        let found = Fingerprint::of(dir, &secrets);
        let catalog = SharedCatalog::new(Catalog::load(&built_in, dir, &**environment, &secrets)?);
        let settled = Arc::new(Mutex::new(found.with_secrets(&secrets)));
        Ok(Self { built_in: Arc::new(built_in), location, secrets, catalog, observer, settled })
    }

    /// The catalog that is in service.
    pub fn catalog(&self) -> &SharedCatalog {
        &self.catalog
    }

    fn edit_now(
        &self,
        edit: &Edit,
        mut settled: OwnedMutexGuard<Fingerprint>,
        _lock: &Lock,
        tag: &str,
    ) -> Result<Edited, EditError> {
        let before = Fingerprint::of(&self.location.dir, &self.secrets);
        let secrets = SecretFiles::default();
        let site = Site::of(&self.built_in, &self.location.dir, &*self.location.environment, &secrets)?;
        let mut draft = site.draft(edit, Some(&self.catalog.current().apps))?;
        let catalog = site.check(&mut draft, edit)?.sound()?;
        // Somebody without the lock, who edits by hand: what was checked is not what is there.
        if Fingerprint::of(&self.location.dir, &self.secrets) != before {
            return Err(EditError::Busy);
        }
        draft.write(tag)?;
        let after = Fingerprint::of(&self.location.dir, &self.secrets);
        if after.differs_only_in(&before, &draft.touched()) {
            *settled = after.with_secrets(&secrets);
        }
        self.secrets.replace(&secrets);
        self.serve(catalog);
        Ok(Edited::of(&draft, Some(self.catalog.current()), Vec::new()))
    }

    /// Reads the folder, which was found in this state twice, unless it is dealt with already.
    async fn take_over_as(&self, seen: &Fingerprint) {
        let mut settled = self.settled.lock().await;
        if *seen == *settled {
            return;
        }
        let secrets = SecretFiles::default();
        let Some(loaded) = self.load(&secrets).await else { return };
        // The files of secrets that are named now are looked at from now on.
        self.secrets.replace(&secrets);
        let read = seen.with_secrets(&secrets);
        // A file that changed while it was read may be half of one state and half of another.
        match self.look().await {
            Some(after) if after == read => *settled = after,
            _ => return,
        }
        self.serve_or_refuse(loaded);
    }

    /// Reads the folder now, and serves what is there if it is sound.
    pub async fn reload(&self) {
        let mut settled = self.settled.lock().await;
        // Looked at before it is read: what changes in between is seen as a change.
        let Some(seen) = self.look().await else { return };
        let secrets = SecretFiles::default();
        let Some(loaded) = self.load(&secrets).await else { return };
        self.secrets.replace(&secrets);
        let read = seen.with_secrets(&secrets);
        let is_edit = *settled != read;
        *settled = read;
        match loaded {
            Ok(catalog) if !is_edit => self.replace(catalog),
            loaded => self.serve_or_refuse(loaded),
        }
    }

    fn serve_or_refuse(&self, loaded: Result<Catalog, CatalogError>) {
        match loaded {
            Ok(catalog) => self.serve(catalog),
            Err(error) => {
                self.catalog.refuse_edit();
                self.observer.refused();
                tracing::error!(problems = %error.chain(), "an edit of the apps is broken; the version before it serves on");
            }
        }
    }

    async fn look(&self) -> Option<Fingerprint> {
        let (dir, secrets) = (self.location.dir.clone(), self.secrets.clone());
        aside(move || Fingerprint::of(&dir, &secrets)).await
    }

    async fn load(&self, secrets: &SecretFiles) -> Option<Result<Catalog, CatalogError>> {
        let (folder, secrets) = (self.clone(), secrets.clone());
        aside(move || {
            let Location { dir, environment, .. } = &folder.location;
            Catalog::load(&folder.built_in, dir, &**environment, &secrets)
        })
        .await
    }

    fn replace(&self, loaded: Catalog) {
        self.catalog.replace(loaded);
        self.observer.served();
    }

    fn serve(&self, loaded: Catalog) {
        let (before, after) = (names(&self.catalog.current()), names(&loaded));
        let added: Vec<_> = after.difference(&before).map(ToString::to_string).collect();
        let removed: Vec<_> = before.difference(&after).map(ToString::to_string).collect();
        self.replace(loaded);
        tracing::info!(instances = after.len(), ?added, ?removed, "an edit of the apps is in service");
    }
}

#[async_trait]
impl Editor for Folder {
    /// Changes an instance; when it answers, this process serves the change.
    async fn edit(&self, edit: Edit, clock: &dyn Clock, tag: String) -> Result<Edited, EditError> {
        let settled = tokio::select! {
            settled = Arc::clone(&self.settled).lock_owned() => settled,
            () = clock.sleep(TURN) => return Err(EditError::Busy),
        };
        let now = self.catalog.current();
        let app = now.apps.app(&edit.app).ok_or_else(|| EditError::no_app(&edit.app))?;
        let lock = Lock::take(Path::new(app.label()), clock).await?;
        let folder = self.clone();
        // Goes on to its end when nobody waits for the answer any more.
        let done = tokio::task::spawn_blocking(move || folder.edit_now(&edit, settled, &lock, &tag)).await;
        done.unwrap_or_else(|error| Err(EditError::broken_off(error)))
    }
}

/// Does what waits for the disk where it keeps nobody waiting; `None` when it broke off.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.inspect_err(|error| tracing::error!(error = %error.chain(), "the apps' folder could not be looked at")).ok()
}

fn names(catalog: &Catalog) -> BTreeSet<InstanceName> {
    catalog.login_types.instances().map(|(name, _)| name.clone()).collect()
}
