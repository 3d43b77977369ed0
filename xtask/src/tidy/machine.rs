//! Rule `machine`: no file names a path or a package host of the machine it was written on.

use super::{
    Violation,
    tree::{Text, Tree},
};

/// In pieces, so that this file does not break its own rule.
const FOLDERS: &[&str] = &[concat!("/", "tmp/"), concat!("/", "work/"), concat!("/", "root/"), concat!("/", "home/")];

/// Where the packages of a lock file may come from.
const SOURCES: &[(&str, &str, &str)] = &[
    ("Cargo.lock", "source = \"", "registry+https://github.com/rust-lang/crates.io-index\""),
    ("package-lock.json", "\"resolved\": \"", "https://registry.npmjs.org/"),
];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.texts.iter().flat_map(|text| folders(text).into_iter().chain(sources(text))).collect()
}

fn folders(text: &Text) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (index, line) in text.text.lines().enumerate() {
        if let Some(folder) = FOLDERS.iter().find(|folder| names(line, folder)) {
            let message = format!("{folder}… is a folder of one machine: take it from the environment or leave it out");
            violations.push(Violation::new(&text.path, index + 1, message));
        }
    }
    violations
}

/// Whether the line names the folder itself and not a part of another path or URL.
fn names(line: &str, folder: &str) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | '*' | ')');
    line.match_indices(folder).any(|(at, _)| !line[..at].ends_with(goes_on))
}

fn sources(text: &Text) -> Vec<Violation> {
    let name = text.path.rsplit('/').next().unwrap_or(&text.path);
    let Some((_, before, allowed)) = SOURCES.iter().find(|(file, _, _)| *file == name) else { return Vec::new() };
    let mut violations = Vec::new();
    for (index, line) in text.text.lines().enumerate() {
        if line.split_once(before).is_some_and(|(_, source)| !source.starts_with(allowed)) {
            let message = format!("a package from elsewhere than {}", allowed.trim_end_matches('"'));
            violations.push(Violation::new(&text.path, index + 1, message));
        }
    }
    violations
}
