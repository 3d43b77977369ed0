//! Rule `text`: the texts of pages stand in the table of their crate, each in both languages.

use super::{
    Violation,
    tree::{Source, Tree},
};

/// Where pages and forms are made: files that begin so.
const PAGES: &[&str] = &[
    "crates/accounts/src/",
    "crates/console/src/",
    "crates/oidc-login/src/",
    "crates/password-login/src/",
    "crates/qywx-login/src/",
    "crates/server/src/",
    "crates/web/src/",
];
/// Tables of `Text`s: files that end so.
const TABLES: &[&str] = &["/texts.rs", "/web/src/errcode.rs", "/http/data_types.rs"];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().filter(|source| makes_pages(source)).flat_map(check_source).collect()
}

fn makes_pages(source: &Source) -> bool {
    let is_table = TABLES.iter().any(|table| source.path.ends_with(table));
    PAGES.iter().any(|pages| source.path.starts_with(pages)) && !is_table
}

fn check_source(source: &Source) -> Vec<Violation> {
    let lines = source.text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let code = lines.filter(|(number, line)| !source.is_for_tests(*number) && !line.trim_start().starts_with("//"));
    let message = "a text for people stands in both languages in the crate's `texts.rs`";
    let inline = code.filter(|(_, line)| line.chars().any(is_chinese));
    inline.map(|(number, _)| Violation::new(&source.path, number, message)).collect()
}

/// Whether it is of the block of the common Chinese characters.
fn is_chinese(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}')
}
