//! `Reloader`: hands a running server what was read anew.

use app_catalog::Folder;
use storage::{Database, KeyRing};

/// Hands a running server what was read anew.
pub(crate) struct Reloader {
    pub(crate) database: Database,
    pub(crate) folder: Folder,
}

impl Reloader {
    /// Seals and opens with these keys from now on, and takes over the apps as they lie in their folder.
    pub(crate) async fn reload(&self, keys: KeyRing) {
        self.database.replace_keys(keys);
        self.folder.reload().await;
    }
}
