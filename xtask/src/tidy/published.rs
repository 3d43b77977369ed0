//! Rule `published`: a crate for others says what it is, under which licences and with which Rust, and stands on nothing
//! that others cannot get.

use super::{
    Violation,
    tree::{Package, Section, Tree},
};

/// The fields that the page of a crate shows; the registry takes five keywords and five categories.
const TEXTS: &[&str] = &["description", "license", "repository", "rust-version"];
const LISTS: &[&str] = &["keywords", "categories"];
const LIST_LIMIT: usize = 5;

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let published = tree.packages.iter().filter(|package| package.is_published());
    published.flat_map(|package| check_package(package, tree)).collect()
}

fn check_package(package: &Package, tree: &Tree) -> Vec<Violation> {
    let path = &package.manifest.path;
    let missing = |message: String| Violation::new(path, 1, format!("{} {message}", package.name));
    let mut violations = Vec::new();
    for key in TEXTS.iter().filter(|key| package.text(tree, key).is_none_or(str::is_empty)) {
        violations.push(missing(format!("is for others: it needs a {key}, or `publish = false`")));
    }
    for key in LISTS.iter().filter(|key| !(1..=LIST_LIMIT).contains(&package.count(key))) {
        violations.push(missing(format!("is for others: it needs 1 to {LIST_LIMIT} {key}")));
    }
    for file in ["README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        if !tree.root.join(&package.folder).join(file).exists() {
            violations.push(missing(format!("is for others: it needs a {file} in its folder")));
        }
    }
    violations.extend(other_rust(package, tree));
    if !is_documented_whole(package, tree) {
        let message = "is for others: it needs `[package.metadata.docs.rs]` with `all-features = true` and `rustdoc-args = \
                       [\"--cfg\", \"docsrs\"]`, and `#![cfg_attr(docsrs, feature(doc_cfg))]` in its lib.rs";
        violations.push(missing(message.to_owned()));
    }
    let unreachable = package.dependencies().filter(|(section, name, _)| {
        let ours = tree.packages.iter().find(|other| other.name == *name);
        *section != Section::Development && ours.is_some_and(|ours| !ours.is_published())
    });
    violations.extend(unreachable.map(|(section, name, _)| {
        let message = format!("{} is for others and may not stand on {name}, which is not", package.name);
        Violation::new(path, package.line_of(section, name), message)
    }));
    violations
}

/// The README says with which Rust the crate builds, and says the same as the manifest.
fn other_rust(package: &Package, tree: &Tree) -> Option<Violation> {
    let version = package.text(tree, "rust-version")?;
    let readme = tree.text(&format!("{}/README.md", package.folder))?;
    let sentence = format!("The minimal supported Rust version is {version}");
    let said = readme.text.contains(&format!("{sentence},")) || readme.text.contains(&format!("{sentence}."));
    (!said).then(|| Violation::new(&readme.path, 1, format!("must say: {sentence}.")))
}

/// Whether docs.rs shows the items of all features, each with the feature that it needs.
fn is_documented_whole(package: &Package, tree: &Tree) -> bool {
    let settings = package.table.get("package").and_then(|it| it.get("metadata")).and_then(|it| it.get("docs"));
    let settings = settings.and_then(|it| it.get("rs"));
    let has_all = settings.and_then(|it| it.get("all-features")).and_then(toml::Value::as_bool) == Some(true);
    let shown = settings.and_then(|it| it.get("rustdoc-args")).is_some_and(|it| it.to_string().contains("docsrs"));
    let library = tree.text(&format!("{}/src/lib.rs", package.folder));
    has_all && shown && library.is_some_and(|it| it.text.contains("#![cfg_attr(docsrs, feature(doc_cfg))]"))
}

impl Package {
    fn count(&self, key: &str) -> usize {
        let list = self.table.get("package").and_then(|package| package.get(key));
        list.and_then(toml::Value::as_array).map_or(0, Vec::len)
    }
}
