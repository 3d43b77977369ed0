//! Takes over what changes in the apps' folder while the server runs: a whole new catalog, or none of it.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc, time::Duration};

use actix_web::web;
use login_type::{InstanceName, Registry};
use tokio_util::sync::CancellationToken;

use crate::{
    apps::{Fingerprint, ProcessEnvironment},
    catalog::{Catalog, CatalogError, SharedCatalog},
    state::AppState,
};

/// Where the apps are, how they are opened, and what state of the folder is dealt with already.
#[derive(Clone)]
pub(crate) struct Folder {
    pub(crate) registry: Arc<Registry>,
    pub(crate) dir: PathBuf,
    pub(crate) every: Duration,
    pub(crate) catalog: SharedCatalog,
    /// As it was before the catalog in service was read.
    pub(crate) served: Fingerprint,
}

/// Looks at the folder until `stop`. A change is taken over when two looks in a row found the same: what is being
/// written is left alone. A broken edit changes nothing; it is said once, and tried again when it is edited again.
pub(crate) async fn run(state: web::Data<AppState>, folder: Folder, stop: CancellationToken) {
    let (mut settled, mut seen) = (folder.served.clone(), folder.served.clone());
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = state.clock().sleep(folder.every) => {}
        }
        let Some(now) = folder.look().await else { continue };
        let is_stable = now == seen;
        seen = now;
        if !is_stable || seen == settled {
            continue;
        }
        let Some(loaded) = folder.load().await else { continue };
        // What changed while it was read may be half of one state and half of another.
        match folder.look().await {
            Some(after) if after == seen => {}
            _ => continue,
        }
        settled = seen.clone();
        take_over(&state, &folder.catalog, loaded);
    }
}

impl Folder {
    async fn look(&self) -> Option<Fingerprint> {
        let dir = self.dir.clone();
        aside(move || Fingerprint::of(&dir)).await
    }

    async fn load(&self) -> Option<Result<Catalog, CatalogError>> {
        let (registry, dir) = (Arc::clone(&self.registry), self.dir.clone());
        aside(move || Catalog::load(&registry, &dir, &ProcessEnvironment)).await
    }
}

/// Does what waits for the disk where it keeps nobody waiting; `None` when it broke off.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.inspect_err(|error| tracing::error!(error = %error, "the apps' folder could not be looked at")).ok()
}

fn take_over(state: &AppState, catalog: &SharedCatalog, loaded: Result<Catalog, CatalogError>) {
    match loaded {
        Ok(loaded) => {
            let (before, after) = (names(&catalog.current()), names(&loaded));
            let added: Vec<_> = after.difference(&before).map(ToString::to_string).collect();
            let removed: Vec<_> = before.difference(&after).map(ToString::to_string).collect();
            catalog.replace(loaded);
            state.metrics.apps_edited("served");
            tracing::info!(instances = after.len(), ?added, ?removed, "an edit of the apps is in service");
        }
        Err(problems) => {
            catalog.refuse_edit();
            state.metrics.apps_edited("refused");
            tracing::error!(%problems, "an edit of the apps is broken; the version before it serves on");
        }
    }
}

fn names(catalog: &Catalog) -> BTreeSet<InstanceName> {
    catalog.login_types.instances().map(|(name, _)| name.clone()).collect()
}
