//! `Draft`: an element as one app sees it, overrides applied, types not yet looked at.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value};

use crate::{
    AccessModifier, AppId, ConfigField, Definition, FullName, Function, Hidden, Origin, Problem,
    app_folder::{AppFolder, Entry},
    definition::REQUIRED,
};

/// An element as one app sees it.
pub(super) struct Draft<'a> {
    /// The app that defines it, or overrides it last.
    pub(super) home: &'a AppFolder,
    pub(super) entry: &'a Entry,
    /// The elements that it overrides, nearest first.
    pub(super) overridden: Vec<(&'a AppFolder, &'a Entry)>,
    pub(super) definition: Arc<Definition>,
    /// The nearest business configuration, with the app and the file that it is from.
    pub(super) config: Option<(&'a AppFolder, &'a str, &'a Arc<Value>)>,
}

impl Draft<'_> {
    /// Whether the type `above` is private to the app that this element comes from, which is not the app `own`.
    pub(super) fn hides(&self, own: &AppId, above: &FullName) -> bool {
        self.home.manifest.id != *own && self.home.entries.get(above).is_some_and(is_private)
    }
}

/// All elements that the first app of `line` sees; those that override what they must not, or lack what they do not
/// override, are added to `problems`.
pub(super) fn drafts<'a>(line: &[&'a AppFolder], problems: &mut Vec<Problem>) -> BTreeMap<&'a FullName, Draft<'a>> {
    let mut drafts = BTreeMap::new();
    let candidates = candidates(line);
    let broken = line.iter().take(1).flat_map(|own| &own.broken).filter(|(name, _)| !candidates.contains_key(name));
    problems.extend(broken.flat_map(|(_, lacks)| lacks.clone()));
    for (name, mut found) in candidates {
        let (home, entry) = found.remove(0);
        if found.is_empty() && !entry.lacks.is_empty() {
            problems.extend(entry.lacks.clone());
            continue;
        }
        let protected = found.iter().find(|(_, entry)| entry.definition.access_modifier == AccessModifier::Protected);
        if let Some((folder, protected)) = protected {
            let message = format!(
                "cannot override {name}, which is protected in app {} ({})",
                folder.manifest.id, protected.file
            );
            problems.push(Problem::of_file(&entry.file, message));
        }
        let all = || [(home, entry)].into_iter().chain(found.iter().copied());
        let config = all().find_map(|(app, entry)| Some((app, entry.config_file.as_str(), entry.config.as_ref()?)));
        let definition =
            if found.is_empty() { entry.definition.clone() } else { overlay(all().rev().map(|(_, entry)| entry)) };
        drafts.insert(name, Draft { home, entry, overridden: found, definition, config });
    }
    drafts
}

/// For each full name the elements of that name, nearest first, without what is private to another app.
fn candidates<'a>(line: &[&'a AppFolder]) -> BTreeMap<&'a FullName, Vec<(&'a AppFolder, &'a Entry)>> {
    let mut candidates: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (distance, folder) in line.iter().enumerate() {
        for (name, entry) in folder.entries.iter().filter(|(_, entry)| distance == 0 || !is_private(entry)) {
            candidates.entry(name).or_default().push((*folder, entry));
        }
    }
    candidates
}

/// Lays the `e.json` of each entry over those before it, key by key, `functionList` and `configFields` by name; a function
/// that needed an administrator needs one still, a field that was a secret is one, and one that was required stays so.
fn overlay<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry> + Clone) -> Arc<Definition> {
    let stated = entries.clone().flat_map(|entry| entry.keys.clone());
    let keys: Map<String, Value> = stated.filter(|(key, value)| !value.is_null() || !is_required(key)).collect();
    let mut definition = Definition::read(keys, &mut Vec::new());
    definition.function_list = entries.clone().fold(Vec::new(), |mut functions, nearer| {
        Function::lay_over(&mut functions, &nearer.definition.function_list);
        functions
    });
    let nearest_first = entries.rev().map(|entry| entry.definition.config_fields.as_slice());
    definition.config_fields = nearest_first.fold(Vec::new(), |mut fields, above| {
        ConfigField::lay_over(&mut fields, above);
        fields
    });
    Arc::new(definition)
}

/// The elements of the other apps that the first app of `line` does not see, because it is private to them; nearest
/// first.
pub(super) fn hidden(line: &[&AppFolder]) -> Vec<Hidden> {
    let of_parents = line.iter().skip(1).flat_map(|folder| folder.entries.iter().map(move |entry| (folder, entry)));
    let private = of_parents.filter(|(_, (_, entry))| is_private(entry));
    private
        .map(|(folder, (name, entry))| Hidden { full_name: name.clone(), origin: origin(folder, &entry.file) })
        .collect()
}

/// Where a file of an app is from.
pub(super) fn origin(folder: &AppFolder, file: &str) -> Origin {
    Origin { app: folder.manifest.id.clone(), file: file.to_owned() }
}

fn is_required(key: &str) -> bool {
    REQUIRED.contains(&key)
}

fn is_private(entry: &Entry) -> bool {
    entry.definition.access_modifier == AccessModifier::Private
}
