//! `Drawing`: which crates may depend on which, as ARCHITECTURE.md draws it.
//!
//! The drawing is the first code block after [`HEADING`]; each line is `crate, crate → crate, crate (tests: crate)`.

use super::tree::Tree;

/// The file that has the drawing.
pub(super) const FILE: &str = "ARCHITECTURE.md";
/// The words that stand before it.
const HEADING: &str = "Arrows (";
/// Means that a crate has no arrows.
const NONE: &str = "none of ours";

/// The arrows of one crate.
#[derive(Clone, Debug, Default)]
pub(super) struct Arrows {
    pub(super) from: String,
    pub(super) to: Vec<String>,
    /// The crates that its tests and benchmarks may use besides.
    pub(super) tests: Vec<String>,
    /// The line of the drawing, from 1.
    pub(super) line: usize,
}

/// Every crate that is drawn, with its arrows.
pub(super) fn read(tree: &Tree) -> Vec<Arrows> {
    let text = tree.text(FILE).map_or("", |text| text.text.as_str());
    let lines = text.lines().enumerate().skip_while(|(_, line)| !line.starts_with(HEADING));
    let block = lines.skip_while(|(_, line)| !line.starts_with("```")).skip(1);
    block.take_while(|(_, line)| !line.starts_with("```")).flat_map(|(index, line)| arrows(line, index + 1)).collect()
}

fn arrows(text: &str, line: usize) -> Vec<Arrows> {
    let Some((from, to)) = text.split_once('→') else { return Vec::new() };
    let (to, tests) = to.split_once("(tests:").unwrap_or((to, ""));
    let (to, tests) = (names(to), names(tests.trim_end().trim_end_matches(')')));
    names(from).into_iter().map(|from| Arrows { from, to: to.clone(), tests: tests.clone(), line }).collect()
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty() && name != NONE).collect()
}
