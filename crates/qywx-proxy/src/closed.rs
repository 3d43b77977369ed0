//! `ClosedCompanies`: the companies whose own instance is switched off, so that none for everybody lets them in.

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, RwLock},
};

use login_type::{AppId, Instances};
use qywx_login::Recognise;
use wecom_types::CorpId;

/// The companies, app by app, whose own instances are all switched off.
#[derive(Debug, Default)]
pub(crate) struct ClosedCompanies(RwLock<Arc<HashSet<(AppId, CorpId)>>>);

impl ClosedCompanies {
    /// Whether an app has instances for this company, and all of them are switched off.
    pub(crate) fn contains(&self, app: &AppId, corp: &CorpId) -> bool {
        let closed = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        closed.contains(&(app.clone(), corp.clone()))
    }

    /// Takes note of the instances that go into service.
    pub(crate) fn replace<I: Recognise>(&self, instances: &Instances<I>) {
        let (mut open, mut closed) = (HashSet::new(), HashSet::new());
        for (name, instance) in instances.iter() {
            let Some(corp) = instance.corp_id() else { continue };
            let of_state = if instance.is_active() { &mut open } else { &mut closed };
            of_state.insert((name.app.clone(), corp.clone()));
        }
        closed.retain(|company| !open.contains(company));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(closed);
    }
}
