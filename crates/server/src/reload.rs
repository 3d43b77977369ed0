//! Takes over what changes in the apps' folder while the server runs: a whole new catalog, or none of it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use actix_web::web;
use clock::Clock;
use error_chain::ErrorChain;
use login_type::{InstanceName, Registry};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

use crate::{
    apps::{Fingerprint, ProcessEnvironment},
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
    pub(crate) every: Duration,
    pub(crate) catalog: SharedCatalog,
    pub(crate) metrics: Arc<Metrics>,
    /// What state of the folder is in service, or was refused; whoever holds it takes over a change, one at a time.
    pub(crate) settled: Arc<Mutex<Fingerprint>>,
}

/// Looks at the folder until `stop`. A change is taken over when two looks in a row found the same: what is being
/// written is left alone. A broken edit changes nothing; it is said once, and tried again when it is edited again.
pub(crate) async fn run(state: web::Data<AppState>, stop: CancellationToken) {
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
    /// the change. Answers the catalog that has it. `tag` is random.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub(crate) async fn edit(&self, edit: Edit, clock: &dyn Clock, tag: String) -> Result<Arc<Catalog>, EditError> {
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
    ) -> Result<Arc<Catalog>, EditError> {
        let before = Fingerprint::of(&self.dir);
        let site = Site::of(&self.registry, &self.dir, &ProcessEnvironment)?;
        let draft = site.draft(edit, Some(&self.catalog.current().apps))?;
        let catalog = site.check(&draft, edit)?.sound()?;
        // Somebody without the lock, who edits by hand: what was checked is not what is there.
        if Fingerprint::of(&self.dir) != before {
            return Err(EditError::Busy);
        }
        draft.write(tag)?;
        let after = Fingerprint::of(&self.dir);
        if after.differs_only_in(&before, &draft.touched()) {
            *settled = after;
        }
        self.serve(catalog);
        Ok(self.catalog.current())
    }

    /// Reads the folder, which was found in this state twice, unless it is dealt with already.
    async fn take_over_as(&self, seen: &Fingerprint) {
        let mut settled = self.settled.lock().await;
        if *seen == *settled {
            return;
        }
        let Some(loaded) = self.load().await else { return };
        // What changed while it was read may be half of one state and half of another.
        match self.look().await {
            Some(after) if after == *seen => {}
            _ => return,
        }
        settled.clone_from(seen);
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
        let dir = self.dir.clone();
        aside(move || Fingerprint::of(&dir)).await
    }

    async fn load(&self) -> Option<Result<Catalog, CatalogError>> {
        let (registry, dir) = (Arc::clone(&self.registry), self.dir.clone());
        aside(move || Catalog::load(&registry, &dir, &ProcessEnvironment)).await
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
