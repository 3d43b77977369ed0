//! Rule `circle`: at most three files import each other in a circle.
//!
//! A module and those below it count as one direction: a parent declares its children, and they know where they live.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Violation, paths,
    tree::{Place, Source, Tree},
};

/// Three: two that need each other, and what both need.
const MOST: usize = 3;

/// A module's path, the crate's own name first: `["server", "http", "rpc"]`.
type Module = Vec<String>;

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let files: BTreeMap<Module, &Source> = tree.sources.iter().filter_map(|file| Some((module(file)?, file))).collect();
    let imports: BTreeMap<&Module, BTreeSet<&Module>> =
        files.iter().map(|(module, file)| (module, imports(module, file, &files))).collect();
    circles(&imports)
        .iter()
        .filter(|circle| circle.len() > MOST)
        .filter_map(|circle| violation(circle, &files))
        .collect()
}

fn violation(circle: &BTreeSet<&Module>, files: &BTreeMap<Module, &Source>) -> Option<Violation> {
    let names: Vec<_> = circle.iter().map(|module| module.join("::")).collect();
    let first = files.get(*circle.first()?)?;
    let message = format!("{} files import each other, {MOST} are the limit: {}", circle.len(), names.join(", "));
    Some(Violation::new(&first.path, 1, message))
}

/// The module that a file of a library or program is.
fn module(file: &Source) -> Option<Module> {
    let package = file.package.as_ref().filter(|_| file.place == Place::Product)?;
    let (_, below) = file.path.split_once("/src/")?;
    let below = below.strip_suffix(".rs")?;
    let below = if matches!(below, "lib" | "main") { "" } else { below };
    let inner = below.split('/').filter(|name| !name.is_empty()).map(str::to_owned);
    Some(std::iter::once(package.clone()).chain(inner).collect())
}

/// The modules of the same crate that a file names, but for those above and below it.
fn imports<'a>(own: &Module, file: &Source, files: &'a BTreeMap<Module, &Source>) -> BTreeSet<&'a Module> {
    let code = paths::all(&file.tokens).into_iter().filter(|path| !file.is_for_tests(path.line));
    let named = code.filter_map(|path| resolve(own, &path.segments)).filter_map(|path| nearest(path, files));
    named.filter(|other| !other.starts_with(own) && !own.starts_with(other.as_slice())).collect()
}

/// The full path of what begins with `crate`, `super` or `self`.
fn resolve(own: &Module, segments: &[String]) -> Option<Module> {
    let (first, mut rest) = segments.split_first()?;
    let mut base = match first.as_str() {
        "crate" => own.get(..1)?.to_vec(),
        "self" => own.clone(),
        "super" => own.split_last()?.1.to_vec(),
        _ => return None,
    };
    while let [next, after @ ..] = rest
        && next == "super"
    {
        base.pop()?;
        rest = after;
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// The file that has it: the longest beginning of the path that is a module.
fn nearest<'a>(mut path: Module, files: &'a BTreeMap<Module, &Source>) -> Option<&'a Module> {
    loop {
        if let Some((module, _)) = files.get_key_value(&path) {
            return Some(module);
        }
        path.pop()?;
    }
}

/// The sets of modules each of which leads to each other.
fn circles<'a>(imports: &BTreeMap<&'a Module, BTreeSet<&'a Module>>) -> BTreeSet<BTreeSet<&'a Module>> {
    let reached: BTreeMap<_, _> = imports.keys().map(|module| (*module, reach(module, imports))).collect();
    let leads = |from: &Module, to: &Module| reached.get(from).is_some_and(|all| all.contains(to));
    let circle = |module: &&'a Module| {
        let others = reached.keys().copied().filter(|other| leads(module, other) && leads(other, module));
        others.collect::<BTreeSet<_>>()
    };
    reached.keys().map(circle).collect()
}

fn reach<'a>(from: &'a Module, imports: &BTreeMap<&'a Module, BTreeSet<&'a Module>>) -> BTreeSet<&'a Module> {
    let (mut reached, mut ahead) = (BTreeSet::new(), vec![from]);
    while let Some(module) = ahead.pop() {
        let next = imports.get(module).into_iter().flatten().copied();
        ahead.extend(next.filter(|next| reached.insert(*next)));
    }
    reached
}
