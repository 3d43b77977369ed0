//! `cargo xtask tidy`: the rules of ARCHITECTURE.md that no compiler holds.

mod arrows;
mod causes;
mod circles;
mod drawing;
mod first_line;
mod foreign;
mod leftovers;
mod machine;
mod names;
mod outside;
mod pages;
mod paths;
mod published;
mod readme;
mod size;
mod subjects;
mod texts;
mod tree;
mod versions;
mod wecom_door;

use std::path::Path;

use anyhow::{Result, bail};

use self::tree::Tree;

/// A place that breaks a rule.
pub(crate) struct Violation {
    /// The file, below the workspace's root.
    pub(crate) path: String,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The problem and what would be right.
    pub(crate) message: String,
}

impl Violation {
    fn new(path: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.into(), line, message: message.into() }
    }
}

/// A crate that others may take alone.
pub(crate) struct Published {
    /// Its name in the registry.
    pub(crate) name: String,
    /// Its folder below the workspace's root.
    pub(crate) folder: String,
    /// The name that code calls it by.
    pub(crate) library: String,
    /// The features besides `default`.
    pub(crate) features: Vec<String>,
    /// The oldest Rust that it builds with.
    pub(crate) rust: String,
}

/// The crates of the workspace at `root` that others may take alone.
///
/// # Errors
/// When a file cannot be read or parsed.
pub(crate) fn published(root: &Path) -> Result<Vec<Published>> {
    let tree = Tree::read(root)?;
    let packages = tree.packages.iter().filter(|package| package.is_published());
    let published = packages.map(|package| Published {
        name: package.text(&tree, "name").unwrap_or_default().to_owned(),
        folder: package.folder.clone(),
        library: package.name.replace('-', "_"),
        features: package.features().map(|(name, _)| name.clone()).filter(|name| name != "default").collect(),
        rust: package.text(&tree, "rust-version").unwrap_or_default().to_owned(),
    });
    Ok(published.collect())
}

type Rule = fn(&Tree) -> Vec<Violation>;

const RULES: &[(&str, Rule)] = &[
    ("arrow", arrows::check),
    ("cause", causes::check),
    ("circle", circles::check),
    ("door", wecom_door::check),
    ("foreign", foreign::check),
    ("outside", outside::check),
    ("first-line", first_line::check),
    ("size", size::check),
    ("subject", subjects::check),
    ("text", texts::check),
    ("name", names::check),
    ("leftover", leftovers::check),
    ("version", versions::check),
    ("readme", readme::check),
    ("machine", machine::check),
    ("published", published::check),
    ("page", pages::check),
];

/// Checks the workspace at `root` and prints a line for each violation.
///
/// # Errors
/// When a rule is broken, or a file cannot be read or parsed.
pub(crate) fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut count = 0;
    for (rule, check) in RULES {
        for Violation { path, line, message } in check(&tree) {
            println!("{path}:{line}: {rule}: {message}");
            count += 1;
        }
    }
    if count > 0 {
        bail!("tidy: {count} violations of the rules in ARCHITECTURE.md");
    }
    let (rules, files, packages) = (RULES.len(), tree.texts.len(), tree.packages.len());
    println!("tidy: {rules} rules hold in {files} files of {packages} packages");
    Ok(())
}
