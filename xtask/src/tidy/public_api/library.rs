//! `Library`: the modules of one crate, with the items that its own macros make.

use std::collections::BTreeMap;

use syn::{Item, ItemMacro, ext::IdentExt};

use super::macros::Macro;
use crate::tidy::tree::{Package, Tree, is_for_tests};

/// The names from the crate's root to a module.
pub(super) type ModulePath = Vec<String>;

/// Everything that a library consists of, tests left out.
pub(super) struct Library {
    /// As it is written in code.
    pub(super) name: String,
    /// The items of each module; of a module within, its declaration.
    pub(super) modules: BTreeMap<ModulePath, Vec<Item>>,
}

impl Library {
    /// Reads a package's library.
    ///
    /// # Errors
    /// In words, when a module or a macro is not understood.
    pub(super) fn read(package: &Package, tree: &Tree) -> Result<Self, String> {
        let mut modules = BTreeMap::new();
        collect(package, tree, Vec::new(), &mut modules)?;
        let macros = macros(&modules);
        for items in modules.values_mut() {
            *items = expanded(std::mem::take(items), &macros)?;
        }
        Ok(Self { name: package.name.replace('-', "_"), modules })
    }
}

fn collect(
    package: &Package,
    tree: &Tree,
    module: ModulePath,
    modules: &mut BTreeMap<ModulePath, Vec<Item>>,
) -> Result<(), String> {
    let name = if module.is_empty() { "lib".to_owned() } else { module.join("/") };
    let path = format!("{}/src/{name}.rs", package.folder);
    let source = tree.sources.iter().find(|source| source.path == path).ok_or_else(|| format!("{path} is missing"))?;
    keep(package, tree, module, source.syntax.items.clone(), modules)
}

/// Keeps the items, and reads the modules among them.
fn keep(
    package: &Package,
    tree: &Tree,
    module: ModulePath,
    items: Vec<Item>,
    modules: &mut BTreeMap<ModulePath, Vec<Item>>,
) -> Result<(), String> {
    let mut kept = Vec::new();
    for mut item in items.into_iter().filter(|item| !is_for_tests(attributes(item))) {
        if let Item::Mod(declaration) = &mut item {
            let within = [module.as_slice(), &[declaration.ident.unraw().to_string()]].concat();
            match declaration.content.take() {
                Some((_, items)) => keep(package, tree, within, items, modules)?,
                None => collect(package, tree, within, modules)?,
            }
        }
        kept.push(item);
    }
    modules.insert(module, kept);
    Ok(())
}

/// The attributes of what can be defined in a module.
pub(super) fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

type Macros = BTreeMap<String, Option<Macro>>;

fn macros(modules: &BTreeMap<ModulePath, Vec<Item>>) -> Macros {
    let definitions = modules.values().flatten().filter_map(|item| match item {
        Item::Macro(ItemMacro { ident: Some(ident), mac, .. }) => Some((ident, mac)),
        _ => None,
    });
    definitions.map(|(ident, mac)| (ident.to_string(), Macro::parse(mac.tokens.clone()))).collect()
}

fn expanded(items: Vec<Item>, macros: &Macros) -> Result<Vec<Item>, String> {
    let mut result = Vec::new();
    for item in items {
        match item {
            Item::Macro(ItemMacro { ident: None, mac, .. }) => {
                let name = mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
                let not_understood = || format!("what the macro {name}! defines cannot be told from the source");
                let definition = macros.get(&name).and_then(Option::as_ref).ok_or_else(not_understood)?;
                let tokens = definition.expand(mac.tokens).ok_or_else(not_understood)?;
                result.extend(syn::parse2::<syn::File>(tokens).map_err(|_| not_understood())?.items);
            }
            item => result.push(item),
        }
    }
    Ok(result)
}
