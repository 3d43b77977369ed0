//! Lineage: which apps an app inherits from, nearest first.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    AppId, Problem,
    app_folder::AppFolder,
    decode::index,
    near::{did_you_mean, near},
};

/// The folders of all apps by id, and which of them every app extends.
pub(crate) struct Family<'a> {
    pub(crate) folders: BTreeMap<&'a AppId, &'a AppFolder>,
    pub(crate) base: &'a AppId,
}

impl<'a> Family<'a> {
    /// Every app whose line to the base is sound, parents before children, each with its line: itself, then those it
    /// inherits from, nearest first, and the base last. An app comes before all that it extends, over any way.
    pub(crate) fn lines(&self, problems: &mut Vec<Problem>) -> Vec<(&'a AppFolder, Vec<&'a AppFolder>)> {
        let mut sound: BTreeSet<&AppId> = BTreeSet::new();
        for (id, folder) in &self.folders {
            let found = self.check(folder);
            if found.is_empty() {
                sound.insert(id);
            }
            problems.extend(found);
        }
        let mut lines: Vec<(&AppFolder, Vec<&AppFolder>)> = Vec::new();
        for folder in self.folders.values() {
            let mut climb = Climb { family: self, open: Vec::new(), done: Vec::new() };
            match climb.visit(folder) {
                Ok(()) => lines.push((folder, climb.done.into_iter().rev().collect())),
                Err(problem) => problems.extend(problem),
            }
        }
        lines.retain(|(_, line)| line.iter().all(|folder| sound.contains(&folder.manifest.id)));
        lines.sort_by_key(|(_, line)| line.len());
        lines
    }

    /// The parents of an app that do not exist, or not in the wanted version.
    fn check(&self, folder: &AppFolder) -> Vec<Problem> {
        let mut problems = Vec::new();
        let own = &folder.manifest.id;
        let file = format!("{}/app.json", folder.label);
        for (at, extension) in folder.manifest.extends.iter().enumerate() {
            let field = index("extends", at);
            let wanted = &extension.app_id;
            let Some(parent) = self.folders.get(wanted) else {
                let names: Vec<String> =
                    self.folders.keys().filter(|id| **id != own).map(ToString::to_string).collect();
                let near = near(&wanted.to_string(), names.iter().map(String::as_str));
                let message = format!("there is no app `{wanted}`{}", did_you_mean(&near));
                problems.push(Problem::of_field(&file, field + ".appId", message));
                continue;
            };
            let has = &parent.manifest.version;
            if let Some(version) = extension.version.as_ref().filter(|version| *version != has) {
                let message =
                    format!("wants version {version} of {wanted}, which is {has} ({}/app.json)", parent.label);
                problems.push(Problem::of_field(&file, field + ".version", message));
            }
        }
        problems
    }
}

/// A walk over the parents of one app that notes each app after all it extends.
struct Climb<'f, 'a> {
    family: &'f Family<'a>,
    open: Vec<&'a AppId>,
    done: Vec<&'a AppFolder>,
}

impl<'a> Climb<'_, 'a> {
    /// # Errors
    /// The app is in a circle, with the problem where the circle starts at the app the walk started at.
    fn visit(&mut self, folder: &'a AppFolder) -> Result<(), Option<Problem>> {
        let id = &folder.manifest.id;
        if self.done.iter().any(|done| done.manifest.id == *id) {
            return Ok(());
        }
        if let Some(at) = self.open.iter().position(|open| *open == id) {
            let circle: Vec<String> = self.open[at..].iter().chain([&id]).map(ToString::to_string).collect();
            let message = format!("extends itself: {}", circle.join(" → "));
            let file = format!("{}/app.json", folder.label);
            return Err((at == 0).then(|| Problem::of_field(file, "extends", message)));
        }
        self.open.push(id);
        for parent in self.parents(folder).into_iter().rev() {
            self.visit(parent)?;
        }
        self.open.pop();
        self.done.push(folder);
        Ok(())
    }

    fn parents(&self, folder: &'a AppFolder) -> Vec<&'a AppFolder> {
        let implied = (folder.manifest.id != *self.family.base).then_some(self.family.base);
        let named = folder.manifest.extends.iter().map(|extension| &extension.app_id);
        named.chain(implied).filter_map(|id| self.family.folders.get(id).copied()).collect()
    }
}
