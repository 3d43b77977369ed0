//! Rule `page`: where the documentation of a crate for others names a page of WeCom's documentation, it links there.

use std::path::Path;

use super::{
    Violation,
    tree::{Text, Tree},
};

/// Where the pages are.
const PLACE: &str = "https://developer.work.weixin.qq.com/document/path/";
/// The numbers of its pages; error codes are smaller, and stand without brackets.
const PAGES: std::ops::Range<u32> = 90_000..200_000;

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let published = tree.packages.iter().filter(|package| package.is_published());
    let sources = published.map(|package| format!("{}/src/", package.folder));
    sources
        .flat_map(|folder| tree.texts.iter().filter(move |text| text.path.starts_with(&folder)).flat_map(bare))
        .collect()
}

/// The lines of a file's documentation that have `(96441)` or `(96441, …`.
fn bare(text: &Text) -> Vec<Violation> {
    let is_rust = Path::new(&text.path).extension().is_some_and(|extension| extension == "rs");
    let documentation = text.text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim_start();
        is_rust && (line.starts_with("///") || line.starts_with("//!"))
    });
    let violation = |(index, line): (usize, &str)| {
        let page = line.split('(').skip(1).find_map(page)?;
        let message = format!("page {page} stands without its address: ([{page}]({PLACE}{page}))");
        Some(Violation::new(&text.path, index + 1, message))
    };
    documentation.filter_map(violation).collect()
}

/// The page that a text in brackets begins with.
fn page(inside: &str) -> Option<u32> {
    let end = inside.find(|c: char| !c.is_ascii_digit())?;
    let number: u32 = inside[..end].parse().ok()?;
    (PAGES.contains(&number) && inside[end..].starts_with([')', ','])).then_some(number)
}
