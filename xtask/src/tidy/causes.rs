//! Rule `cause`: a log line shows an error with its causes.

use super::{
    Violation,
    tree::{Source, Tree},
};

/// Fields of a log line that show an error without its causes; in pieces, so that this file keeps its own rule.
const BARE: &[&str] = &[
    concat!("error", " = %error"),
    concat!("error", " = ?error"),
    concat!("error", " = %failure"),
    concat!("error", " = ?failure"),
];
/// The beginning of a log line, and the error within its words.
const LOG: &str = concat!("tracing", "::");
const IN_WORDS: &str = "{error}";
/// Methods that bring the causes along.
const WHOLE: &str = ".chain()";

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().flat_map(check_source).collect()
}

fn check_source(source: &Source) -> Vec<Violation> {
    let lines = source.text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let bare = lines.filter(|(number, line)| !source.is_for_tests(*number) && is_bare(line));
    let message = "the causes are dropped: write `%error.chain()`";
    bare.map(|(number, _)| Violation::new(&source.path, number, message)).collect()
}

fn is_bare(line: &str) -> bool {
    let field = BARE.iter().find_map(|bare| line.split_once(bare));
    let in_words = line.contains(LOG) && line.contains(IN_WORDS);
    in_words || field.is_some_and(|(_, rest)| !rest.starts_with(WHOLE))
}
