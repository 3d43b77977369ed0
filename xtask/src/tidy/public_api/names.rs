//! What a name stands for in a module.

use std::collections::BTreeMap;

use syn::{Ident, Item, UseTree, ext::IdentExt};

use super::library::{Library, ModulePath};

/// Imports that lead to imports are followed this far.
const LIMIT: usize = 16;

/// What a path of this crate leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Module(ModulePath),
    Item(Place),
}

/// Where an item is: its module, and its number in there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) module: ModulePath,
    pub(super) number: usize,
}

/// One name that a `use` brings.
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// `None` for `*`.
    pub(super) name: Option<String>,
}

/// The name of what is defined, if it has one.
pub(super) fn name_of(item: &Item) -> Option<&Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        _ => None,
    }
}

/// The names that a `use` brings.
pub(super) fn imports(tree: &UseTree) -> Vec<Import> {
    let mut found = Vec::new();
    walk(tree, &[], &mut found);
    found
}

fn walk(tree: &UseTree, before: &[String], found: &mut Vec<Import>) {
    let with = |ident: &Ident| [before, &[ident.unraw().to_string()]].concat();
    match tree {
        UseTree::Path(path) => walk(&path.tree, &with(&path.ident), found),
        UseTree::Name(name) if name.ident == "self" => {
            found.push(Import { path: before.to_vec(), name: before.last().cloned() });
        }
        UseTree::Name(name) => {
            found.push(Import { path: with(&name.ident), name: Some(name.ident.unraw().to_string()) });
        }
        UseTree::Rename(rename) => {
            found.push(Import { path: with(&rename.ident), name: Some(rename.rename.unraw().to_string()) });
        }
        UseTree::Glob(_) => found.push(Import { path: before.to_vec(), name: None }),
        UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, before, found)),
    }
}

impl Library {
    /// What a path means in a module; nothing if it leads to another crate.
    pub(super) fn resolve(&self, module: &[String], path: &[String]) -> Vec<Target> {
        self.follow(module, path, LIMIT)
    }

    fn follow(&self, module: &[String], path: &[String], limit: usize) -> Vec<Target> {
        let Some((first, rest)) = path.split_first() else { return vec![Target::Module(module.to_vec())] };
        let up = module.split_last().map_or(module, |(_, up)| up);
        match first.as_str() {
            "crate" => return self.follow(&[], rest, limit),
            "self" => return self.follow(module, rest, limit),
            "super" => return self.follow(up, rest, limit),
            _ => {}
        }
        let found = self.look_up(module, first, limit);
        if rest.is_empty() {
            return found;
        }
        let within = |target| match target {
            Target::Module(module) => self.follow(&module, rest, limit),
            Target::Item(_) => Vec::new(),
        };
        found.into_iter().flat_map(within).collect()
    }

    fn look_up(&self, module: &[String], name: &str, limit: usize) -> Vec<Target> {
        let (Some(items), Some(limit)) = (self.modules.get(module), limit.checked_sub(1)) else { return Vec::new() };
        let child = [module, &[name.to_owned()]].concat();
        let mut found = Vec::new();
        if self.modules.contains_key(&child) {
            found.push(Target::Module(child));
        }
        for (number, item) in items.iter().enumerate() {
            if name_of(item).is_some_and(|ident| ident.unraw() == name) {
                found.push(Target::Item(Place { module: module.to_vec(), number }));
            }
        }
        if !found.is_empty() {
            return found;
        }
        let uses = items.iter().filter_map(|item| if let Item::Use(item) = item { Some(&item.tree) } else { None });
        for import in uses.flat_map(imports) {
            match &import.name {
                // A path that begins with the name itself is that of another crate.
                Some(own) if own == name && import.path.first().is_some_and(|first| first != name) => {
                    found.extend(self.follow(module, &import.path, limit));
                }
                None => {
                    let path = [import.path.as_slice(), &[name.to_owned()]].concat();
                    found.extend(self.follow(module, &path, limit));
                }
                Some(_) => {}
            }
        }
        found
    }

    /// The item at a place.
    pub(super) fn item(&self, place: &Place) -> Option<&Item> {
        self.modules.get(&place.module)?.get(place.number)
    }
}

/// The public path of each item that has one.
pub(super) type Paths = BTreeMap<Place, String>;
