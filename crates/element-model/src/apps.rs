//! `Apps`: a set of apps, loaded and checked together.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use crate::{
    App, AppId, LoadError, Problem, Source, Variables,
    app_folder::AppFolder,
    assembly::{AssemblyContext, assemble},
    lineage::Family,
};

/// A set of apps that fit together; the base app is one of them.
#[derive(Clone, Debug)]
pub struct Apps {
    base: AppId,
    apps: BTreeMap<AppId, Arc<App>>,
}

impl Apps {
    /// Loads the base app, which every app extends, and the others; `environment` has the variables that no app has.
    ///
    /// # Errors
    /// All problems that were found in all files.
    pub fn load(base: &dyn Source, apps: &[&dyn Source], environment: &dyn Variables) -> Result<Self, LoadError> {
        let mut problems = Vec::new();
        let base_folder = AppFolder::read(base, &mut problems);
        let folders: Vec<AppFolder> = apps.iter().filter_map(|app| AppFolder::read(*app, &mut problems)).collect();
        let Some(base_folder) = base_folder else {
            return Err(LoadError::new(problems));
        };
        let mut family = Family { folders: BTreeMap::new(), base: &base_folder.manifest.id };
        for folder in [&base_folder].into_iter().chain(&folders) {
            match family.folders.entry(&folder.manifest.id) {
                Entry::Vacant(free) => drop(free.insert(folder)),
                Entry::Occupied(taken) => {
                    let message = format!("{} is already the id of {}/app.json", taken.key(), taken.get().label);
                    problems.push(Problem::of_field(format!("{}/app.json", folder.label), "appId", message));
                }
            }
        }
        let sources: Vec<&dyn Source> = [base].into_iter().chain(apps.iter().copied()).collect();
        let context = AssemblyContext { environment, sources: &sources };
        let mut assembled = BTreeMap::new();
        for (own, line) in family.lines(&mut problems) {
            let app = assemble(own, &line, &assembled, &context, &mut problems);
            assembled.insert(app.id().clone(), app);
        }
        if !problems.is_empty() {
            return Err(LoadError::new(problems));
        }
        let apps = assembled.into_iter().map(|(id, app)| (id, Arc::new(app))).collect();
        Ok(Self { base: base_folder.manifest.id, apps })
    }

    /// The app of this id.
    pub fn app(&self, id: &AppId) -> Option<&App> {
        self.apps.get(id).map(Arc::as_ref)
    }

    /// The app of this id, for those who keep it longer than the set.
    pub fn shared(&self, id: &AppId) -> Option<Arc<App>> {
        self.apps.get(id).cloned()
    }

    /// The id of the base app.
    pub fn base(&self) -> &AppId {
        &self.base
    }

    /// All apps, the base app among them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &App> {
        self.apps.values().map(Arc::as_ref)
    }
}
