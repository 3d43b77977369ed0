//! Rule `public-api`: what each published crate shows is written down, so that nobody changes it by accident.
//!
//! The listing is made from the source, with its spelling: it has neither auto traits nor what macros of other crates
//! make, and a type that is written in another way is another line.

mod implementations;
mod item;
mod library;
mod listing;
mod macros;
mod names;
mod spelling;

use std::{fs, path::Path};

use anyhow::{Context, Result, anyhow};

use self::library::Library;
use super::{
    Violation,
    tree::{Package, Tree},
};

const FILE: &str = "public-api.txt";

const COMMAND: &str = "cargo xtask public-api";

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.packages.iter().filter(|package| package.is_published()).filter_map(|package| differs(package, tree)).collect()
}

/// Writes the listing of every published crate anew.
///
/// # Errors
/// When a file cannot be read, understood or written.
pub(crate) fn renew(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    for package in tree.packages.iter().filter(|package| package.is_published()) {
        let path = path(package);
        let listing = listing(package, &tree).map_err(|problem| anyhow!("{path}: {problem}"))?;
        fs::write(tree.root.join(&path), listing).with_context(|| format!("cannot write {path}"))?;
        println!("{path}");
    }
    Ok(())
}

fn path(package: &Package) -> String {
    format!("{}/{FILE}", package.folder)
}

fn listing(package: &Package, tree: &Tree) -> Result<String, String> {
    let library = Library::read(package, tree)?;
    let mut text = format!("# What {} shows to others; `{COMMAND}` writes it.\n", package.name);
    for line in features(package).into_iter().chain(listing::lines(&library)) {
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

fn features(package: &Package) -> Vec<String> {
    package.features().map(|(name, turns_on)| format!("feature {name} = {turns_on}")).collect()
}

/// The first line that differs.
fn differs(package: &Package, tree: &Tree) -> Option<Violation> {
    let path = path(package);
    let listing = match listing(package, tree) {
        Ok(listing) => listing,
        Err(problem) => return Some(Violation::new(path, 1, problem)),
    };
    let written = tree.text(&path).map_or("", |text| text.text.as_str());
    if written == listing {
        return None;
    }
    let (now, before): (Vec<_>, Vec<_>) = (listing.lines().collect(), written.lines().collect());
    let at = now.iter().zip(&before).take_while(|(a, b)| a == b).count();
    let line = |lines: &[&str]| lines.get(at).map_or_else(|| "nothing".to_owned(), |line| format!("`{line}`"));
    let message = format!("the source has {}, not {}; if that is meant: {COMMAND}", line(&now), line(&before));
    Some(Violation::new(path, at + 1, message))
}
