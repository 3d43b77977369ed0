//! `SharedCatalog`: the catalog as it stands now, shared by all who look at it.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use element_type::{CallError, InstanceName};
use login_type::{Admission, Host, Membership, Recognised, Standing};

use crate::Catalog;

/// The catalog as it stands now, shared by all who look at it.
#[derive(Clone, Debug)]
pub struct SharedCatalog(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    current: RwLock<Arc<Catalog>>,
    edit_refused: AtomicBool,
}

impl SharedCatalog {
    /// Puts a catalog into service.
    pub fn new(catalog: Catalog) -> Self {
        Self(Arc::new(Shared { current: RwLock::new(Arc::new(catalog)), edit_refused: AtomicBool::new(false) }))
    }

    /// The catalog now; whoever holds it keeps it, whatever comes next.
    pub fn current(&self) -> Arc<Catalog> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another catalog into service; what began with the one before ends with it.
    pub fn replace(&self, catalog: Catalog) {
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalog);
        self.0.edit_refused.store(false, Ordering::Relaxed);
    }

    /// Notes that the newest edit of the apps is broken.
    pub fn refuse_edit(&self) {
        self.0.edit_refused.store(true, Ordering::Relaxed);
    }

    /// Whether the newest edit of the apps is broken, so that the version before it serves on.
    pub fn is_edit_refused(&self) -> bool {
        self.0.edit_refused.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Admission for SharedCatalog {
    fn standing(&self, login: &Recognised<'_>) -> Standing {
        self.current().login_types.standing(login)
    }

    fn login_type_of(&self, instance: &InstanceName) -> Option<&'static str> {
        self.current().login_types.login_type_of(instance)
    }

    async fn recheck(&self, login: &Recognised<'_>, id: &str, host: &Host) -> Result<Membership, CallError> {
        self.current().login_types.recheck(login, id, host).await
    }

    async fn company_name(&self, login: &Recognised<'_>) -> Result<Option<String>, CallError> {
        self.current().login_types.company_name(login).await
    }
}
