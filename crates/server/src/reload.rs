//! Takes over what changes in the apps' folder while the server runs: a whole new catalog, or none of it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use actix_web::web::Data;
use clock::Clock;
use error_chain::ErrorChain;
use login_type::{InstanceName, Registry};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

use crate::{
    apps::{Fingerprint, ProcessEnvironment, SecretFiles},
    catalog::{Catalog, CatalogError, SharedCatalog},
    instances::{Edit, EditError, Lock, Site},
    metrics::Metrics,
    state::AppState,
};

/// How long an edit waits for its turn.
const TURN: Duration = Duration::from_secs(10);

/// Where the apps are, how they are opened, and what state of the folder is dealt with already.
#[derive(Clone)]
pub(crate) struct Folder {
    pub(crate) registry: Arc<Registry>,
    pub(crate) dir: PathBuf,
    /// What `{{NAME}}` stands for where no app says.
    pub(crate) environment: ProcessEnvironment,
    /// The files of secrets that the apps named when they were read last, whether that went well or not.
    pub(crate) secrets: SecretFiles,
    pub(crate) every: Duration,
    pub(crate) catalog: SharedCatalog,
    pub(crate) metrics: Arc<Metrics>,
    /// What state of the folder is in service, or was refused; whoever holds it takes over a change, one at a time.
    pub(crate) settled: Arc<Mutex<Fingerprint>>,
}

/// A change that was made.
pub(crate) struct Edited {
    /// The catalog that has it.
    pub(crate) catalog: Arc<Catalog>,
    /// The instance's type.
    pub(crate) r#type: String,
    /// The paths of the keys that changed.
    pub(crate) changed: Vec<String>,
    /// What a draft lacks.
    pub(crate) lacks: Vec<String>,
}

/// Looks at the folder until `stop`. A change is taken over when two looks in a row found the same: what is being
/// written is left alone. A broken edit changes nothing; it is said once, and tried again when it is edited again.
pub(crate) async fn run(state: Data<AppState>, stop: CancellationToken) {
    let folder = &state.folder;
    let mut seen = folder.settled.lock().await.clone();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = state.clock().sleep(folder.every) => {}
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
    /// Changes an instance on the disk, after all apps were checked with the change; when it answers, this process serves
    /// the change. `tag` is random.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub(crate) async fn edit(&self, edit: Edit, clock: &dyn Clock, tag: String) -> Result<Edited, EditError> {
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

    fn edit_now(
        &self,
        edit: &Edit,
        mut settled: OwnedMutexGuard<Fingerprint>,
        _lock: &Lock,
        tag: &str,
    ) -> Result<Edited, EditError> {
        let before = Fingerprint::of(&self.dir, &self.secrets);
        let secrets = SecretFiles::default();
        let site = Site::of(&self.registry, &self.dir, &self.environment, &secrets)?;
        let mut draft = site.draft(edit, Some(&self.catalog.current().apps))?;
        let catalog = site.check(&mut draft, edit)?.sound()?;
        // Somebody without the lock, who edits by hand: what was checked is not what is there.
        if Fingerprint::of(&self.dir, &self.secrets) != before {
            return Err(EditError::Busy);
        }
        draft.write(tag)?;
        let after = Fingerprint::of(&self.dir, &self.secrets);
        if after.differs_only_in(&before, &draft.touched()) {
            *settled = after.with_secrets(&secrets);
        }
        self.secrets.replace(&secrets);
        self.serve(catalog);
        let (changed, lacks) = (draft.changed().to_vec(), draft.lacks().to_vec());
        Ok(Edited { catalog: self.catalog.current(), r#type: draft.r#type().to_owned(), changed, lacks })
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
        // What changed while it was read may be half of one state and half of another.
        match self.look().await {
            Some(after) if after == read => *settled = after,
            _ => return,
        }
        self.serve_or_refuse(loaded);
    }

    /// Reads the folder now, and serves what is there if it is sound.
    pub(crate) async fn reload(&self) {
        let mut settled = self.settled.lock().await;
        // Looked at before it is read: what changes in between is seen as a change.
        let Some(seen) = self.look().await else { return };
        let secrets = SecretFiles::default();
        let Some(loaded) = self.load(&secrets).await else { return };
        self.secrets.replace(&secrets);
        *settled = seen.with_secrets(&secrets);
        self.serve_or_refuse(loaded);
    }

    fn serve_or_refuse(&self, loaded: Result<Catalog, CatalogError>) {
        match loaded {
            Ok(catalog) => self.serve(catalog),
            Err(problems) => {
                self.catalog.refuse_edit();
                self.metrics.apps_edited("refused");
                tracing::error!(%problems, "an edit of the apps is broken; the version before it serves on");
            }
        }
    }

    async fn look(&self) -> Option<Fingerprint> {
        let (dir, secrets) = (self.dir.clone(), self.secrets.clone());
        aside(move || Fingerprint::of(&dir, &secrets)).await
    }

    async fn load(&self, secrets: &SecretFiles) -> Option<Result<Catalog, CatalogError>> {
        let (folder, secrets) = (self.clone(), secrets.clone());
        aside(move || Catalog::load(&folder.registry, &folder.dir, &folder.environment, &secrets)).await
    }

    fn serve(&self, loaded: Catalog) {
        let (before, after) = (names(&self.catalog.current()), names(&loaded));
        let added: Vec<_> = after.difference(&before).map(ToString::to_string).collect();
        let removed: Vec<_> = before.difference(&after).map(ToString::to_string).collect();
        self.catalog.replace(loaded);
        self.metrics.apps_edited("served");
        tracing::info!(instances = after.len(), ?added, ?removed, "an edit of the apps is in service");
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
