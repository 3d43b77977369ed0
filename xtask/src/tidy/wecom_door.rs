//! Rule `door`: of the database, the official login types to WeCom reach the tables about WeCom alone.

use super::{
    Violation, paths,
    tree::{Place, Source, Tree},
};

/// The crates whose only way to the database is the module.
const GUESTS: &[&str] = &["qywx-inner", "qywx-login", "qywx-proxy", "wecom-tokens"];
const DATABASE: &str = "storage";
const DOOR: &str = "wecom";

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().filter(|source| is_guest(source)).flat_map(check_source).collect()
}

fn is_guest(source: &Source) -> bool {
    source.place == Place::Product && source.package.as_deref().is_some_and(|package| GUESTS.contains(&package))
}

fn check_source(source: &Source) -> Vec<Violation> {
    let named = paths::all(&source.tokens).into_iter().filter(|path| path.begins_with(&[DATABASE]));
    let beside = named.filter(|path| path.segments.len() > 1 && !path.begins_with(&[DATABASE, DOOR]));
    let message = "a login type gets no other tables than those of `storage::wecom`";
    beside.map(|path| Violation::new(&source.path, path.line, message)).collect()
}
