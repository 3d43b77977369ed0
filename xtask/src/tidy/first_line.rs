//! Rule `first-line`: a Rust file begins by saying what it is for.

use super::{Violation, tree::Tree};

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let said = |text: &str| {
        let first = text.lines().next().unwrap_or_default();
        first.strip_prefix("//! ").is_some_and(|rest| !rest.trim().is_empty())
            || first.starts_with("#![doc = include_str!")
            || (first.starts_with("#![cfg_attr(") && attribute(text).contains(" doc = include_str!"))
    };
    let silent = tree.sources.iter().filter(|source| !said(&source.text));
    let message = "the first line must be `//! …` and say what the file is for";
    silent.map(|source| Violation::new(&source.path, 1, message)).collect()
}

/// The first attribute, which may go over several lines.
fn attribute(text: &str) -> &str {
    text.split_once("]\n").map_or(text, |(attribute, _)| attribute)
}
