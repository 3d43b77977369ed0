//! `Reloader`: what a running server takes over when it is told to read everything anew.

use actix_web::web::Data;
use storage::KeyRing;

use crate::state::AppState;

/// Hands a running server what was read anew.
pub(crate) struct Reloader {
    pub(super) state: Data<AppState>,
}

impl Reloader {
    /// Seals and opens with these keys from now on, and takes over the apps as they lie in their folder.
    pub(crate) async fn reload(&self, keys: KeyRing) {
        self.state.database.replace_keys(keys);
        self.state.folder.reload().await;
    }
}
