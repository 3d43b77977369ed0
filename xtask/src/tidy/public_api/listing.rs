//! Walks from the root of a crate to everything that others can name.

use std::collections::{BTreeMap, VecDeque};

use syn::{Attribute, Item, ItemMod, ItemUse, Visibility, ext::IdentExt};

use super::{
    implementations, item,
    library::{Library, ModulePath, attributes},
    names::{Paths, Place, Target, imports, name_of},
    spelling::spelled,
};

/// The lines of a crate's listing, in the order of the public paths.
pub(super) fn lines(library: &Library) -> Vec<String> {
    let mut walk = Walk { library, paths: Paths::new(), groups: BTreeMap::new(), next: VecDeque::new() };
    walk.next.push_back((Vec::new(), library.name.clone()));
    while let Some((module, path)) = walk.next.pop_front() {
        walk.module(&module, &path);
    }
    let Walk { paths, mut groups, .. } = walk;
    let without_home = implementations::add(library, &paths, &mut groups);
    groups.into_values().flatten().chain(without_home).collect()
}

/// The lines below each public path.
pub(super) type Groups = BTreeMap<String, Vec<String>>;

struct Walk<'a> {
    library: &'a Library,
    paths: Paths,
    groups: Groups,
    /// The modules yet to be walked, nearest to the root first, so that an item is listed at its shortest path.
    next: VecDeque<(ModulePath, String)>,
}

impl Walk<'_> {
    fn module(&mut self, module: &[String], path: &str) {
        let library = self.library;
        for (number, item) in library.modules.get(module).into_iter().flatten().enumerate() {
            let conditions = conditions(attributes(item));
            match item {
                Item::Use(ItemUse { vis: Visibility::Public(_), tree, .. }) => {
                    for import in imports(tree) {
                        let name = import.name.unwrap_or_else(|| "*".to_owned());
                        let targets = library.resolve(module, &import.path);
                        if targets.is_empty() {
                            let line = format!("{conditions}pub use {path}::{name} = {}", import.path.join("::"));
                            self.group(&format!("{path}::{name}")).push(line);
                        }
                        for target in targets {
                            self.target(target, &format!("{path}::{name}"), &conditions);
                        }
                    }
                }
                Item::Mod(ItemMod { vis: Visibility::Public(_), ident, .. }) => {
                    let ident = ident.unraw().to_string();
                    let within = [module, std::slice::from_ref(&ident)].concat();
                    self.target(Target::Module(within), &format!("{path}::{ident}"), &conditions);
                }
                item if is_public(item) => {
                    let Some(name) = name_of(item) else { continue };
                    let place = Place { module: module.to_vec(), number };
                    self.target(Target::Item(place), &format!("{path}::{}", name.unraw()), &conditions);
                }
                _ => {}
            }
        }
    }

    fn group(&mut self, path: &str) -> &mut Vec<String> {
        self.groups.entry(path.to_owned()).or_default()
    }

    fn target(&mut self, target: Target, path: &str, conditions: &str) {
        match target {
            Target::Module(module) => {
                self.group(path).push(format!("{conditions}pub mod {path}"));
                self.next.push_back((module, path.to_owned()));
            }
            Target::Item(place) => {
                let Some(item) = self.library.item(&place).filter(|item| is_public(item)) else { return };
                if let Some(first) = self.paths.get(&place) {
                    let line = format!("{conditions}pub use {path} = {first}");
                    self.group(path).push(line);
                    return;
                }
                self.group(path).extend(item::lines(item, path, conditions));
                self.paths.insert(place, path.to_owned());
            }
        }
    }
}

fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        _ => return false,
    };
    matches!(visibility, Visibility::Public(_))
}

/// The `#[cfg(…)]` of an item, each with a blank behind it.
fn conditions(attributes: &[Attribute]) -> String {
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.flat_map(|attribute| [spelled(attribute), " ".to_owned()]).collect()
}
