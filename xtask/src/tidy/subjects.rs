//! Rule `subject`: a comment begins with its subject, not with a pronoun that the reader has to look for.

use super::{
    Violation,
    tree::{Source, Tree},
};

/// Openings that stand for a noun; "What follows" and the like are headings of nothing.
const OPENINGS: &[&str] = &["Whoever", "Whatever", "What", "The same", "That", "Those", "One"];
/// Migrations that are released, which nobody edits any more.
const RELEASED: std::ops::RangeInclusive<&str> = "migrations/src/m0001"..="migrations/src/m0019";

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().filter(|source| !RELEASED.contains(&source.path.as_str())).flat_map(check_source).collect()
}

fn check_source(source: &Source) -> Vec<Violation> {
    let lines = source.text.lines().enumerate();
    let found = lines.filter_map(|(index, line)| Some((index + 1, opening(line)?)));
    let message = |opening| format!("a comment begins with its subject: a noun in the place of \"{opening}\"");
    found.map(|(number, opening)| Violation::new(&source.path, number, message(opening))).collect()
}

/// The opening of a comment that is none of its own.
fn opening(line: &str) -> Option<&'static str> {
    let said = line.trim_start().strip_prefix("//")?.trim_start_matches(['/', '!', ' ', '-', '*']);
    let begins = |opening: &&&str| {
        said.strip_prefix(**opening).is_some_and(|rest| rest.starts_with(|next: char| !next.is_alphanumeric()))
    };
    OPENINGS.iter().find(begins).copied()
}
