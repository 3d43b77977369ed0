//! Rule `size`: files of at most 400 lines, tests not counted. The length of functions is clippy's (`clippy.toml`).

use super::{
    Violation,
    tree::{Place, Source, Tree},
};

const FILE_LINES: usize = 400;

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().filter(|source| source.place == Place::Product).filter_map(check_source).collect()
}

fn check_source(source: &Source) -> Option<Violation> {
    let lines = source.text.lines().count();
    let count = (1..=lines).filter(|line| !source.is_for_tests(*line)).count();
    let message = || format!("{count} lines without tests, {FILE_LINES} are the limit: split it by concept");
    (count > FILE_LINES).then(|| Violation::new(&source.path, lines, message()))
}
