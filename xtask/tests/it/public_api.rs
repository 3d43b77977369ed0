//! The public surface of a published crate is written down, and a change of it is seen.

use crate::tree::SmallTree;

const FOLDER: &str = "crates/element-model";

const LIB: &str = r#"//! Pens.
mod ink;
mod id;
#[cfg(feature = "paper")]
pub mod paper;
mod private;

pub use crate::ink::{Ink, Shade as Colour};
pub use std::fmt::Debug as Shown;

/// Writes.
pub async fn write<'a, T: AsRef<str>>(mut ink: Ink, on: &'a mut [T], with: impl Fn(&str) -> Option<u8>) -> Result<&'a str, Box<dyn std::error::Error + Send>>
where
    T: Send,
{
    private::blot(ink, on, with)
}

pub(crate) fn hidden() {}

#[cfg(test)]
pub fn only_in_tests() {}
"#;

const INK: &str = r"//! Ink.
use crate::{id::name, private::Secret};

/// Ink.
#[derive(Clone, serde::Serialize)]
#[non_exhaustive]
pub struct Ink {
    /// Its shade.
    pub shade: Shade,
    drops: u8,
}

/// A shade.
#[derive(Debug)]
pub enum Shade {
    /// Blue.
    Blue = 1,
    /// Another.
    Other { name: &'static str, parts: Vec<(u8, u8)> },
}

name! {
    /// The maker.
    Maker, 64
}

impl Ink {
    /// The most.
    pub const MOST: usize = 9;

    /// Makes ink.
    pub fn of(self: Box<Self>, _: Option<&'static [u8]>) -> Self {
        *self
    }

    fn own(&self) {}
}

impl std::fmt::Display for Shade {}
impl From<Shade> for String {}
impl From<Secret> for String {}
impl Clone for Secret {}
";

const ID: &str = r"//! A macro.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        pub struct $name(String);

        impl TryFrom<&str> for $name {
            type Error = $crate::Ink;
        }
    };
}
";

const PAPER: &str = r"//! Paper.
pub use super::Ink;
pub use crate::ink::Maker;

/// What can be written on.
pub trait Paper<const N: usize>: Send + 'static {
    /// What it is.
    type Kind: Copy;
    /// Its name.
    const NAME: &'static str;
    /// Its size.
    fn size(&self) -> [u8; N];
    /// Turns it.
    fn turn(&mut self) {}
}

impl<F: Fn() -> u8> Paper<1> for F {}
";

const PRIVATE: &str = "//! Nobody's business.\npub struct Secret;\npub fn blot() {}\n";

const LISTING: &str = r#"# What element-model shows to others; `cargo xtask public-api` writes it.
feature paper = ["dep:paper"]
pub enum element_model::Colour
element_model::Colour::Blue = 1
element_model::Colour::Other { name: &'static str, parts: Vec<(u8, u8)> }
derive Debug for element_model::Colour
impl Display for element_model::Colour
#[non_exhaustive] pub struct element_model::Ink { .. }
pub element_model::Ink::shade: Shade
derive Clone for element_model::Ink
derive Serialize for element_model::Ink
pub const element_model::Ink::MOST: usize
pub fn element_model::Ink::of(self: Box<Self>, _: Option<&'static [u8]>) -> Self
pub use element_model::Shown = std::fmt::Debug
#[cfg(feature = "paper")] pub mod element_model::paper
pub use element_model::paper::Ink = element_model::Ink
pub struct element_model::paper::Maker(_)
impl TryFrom<&str> for element_model::paper::Maker { type Error = crate::Ink }
pub trait element_model::paper::Paper<const N: usize>: Send + 'static
type element_model::paper::Paper::Kind: Copy
const element_model::paper::Paper::NAME: &'static str
fn element_model::paper::Paper::size(&self) -> [u8; N]
fn element_model::paper::Paper::turn(&mut self) { .. }
pub async fn element_model::write<'a, T: AsRef<str>>(ink: Ink, on: &'a mut [T], with: impl Fn(&str) -> Option<u8>) -> Result<&'a str, Box<dyn std::error::Error + Send>> where T: Send
impl From<Shade> for String
impl<F: Fn() -> u8> Paper<1> for F
"#;

const MANIFEST: &str = r#"[package]
name = "element-model"
description = "Pens"
license = "Free"
repository = "https://example.org/pens"
rust-version = "1.95"
keywords = ["pen"]
categories = ["writing"]

[features]
paper = ["dep:paper"]
"#;

/// A workspace with one crate for others.
fn tree() -> SmallTree {
    let tree = SmallTree::new();
    for (name, content) in [("lib", LIB), ("ink", INK), ("id", ID), ("paper", PAPER), ("private", PRIVATE)] {
        tree.write(&format!("{FOLDER}/src/{name}.rs"), content);
    }
    tree.write(&format!("{FOLDER}/Cargo.toml"), MANIFEST);
    tree.write("crates/element-model/README.md", "# Pens\nThe minimal supported Rust version is 1.95.\n");
    tree.write("crates/element-model/LICENSE", "Free.\n");
    tree.renew_public_api();
    tree
}

#[track_caller]
fn expect_only(tree: &SmallTree, expected: &str) {
    let (clean, printed) = tree.tidy();
    let lines: Vec<_> = printed.lines().collect();
    assert!(!clean && lines.len() == 1 && lines[0].starts_with(expected), "expected {expected}…, found:\n{printed}");
}

#[test]
fn the_listing_has_what_others_can_name_and_nothing_else() {
    assert_eq!(tree().read("crates/element-model/public-api.txt"), LISTING);
}

#[test]
fn a_change_of_the_public_surface_is_seen_until_it_is_written_down() {
    let tree = tree();
    assert!(tree.tidy().0, "{}", tree.tidy().1);
    tree.write(&format!("{FOLDER}/src/ink.rs"), &INK.replace("fn own(", "/// Says it.\n    pub fn own("));
    expect_only(
        &tree,
        "crates/element-model/public-api.txt:14: public-api: the source has `pub fn element_model::Ink::own(&self)`, not \
         `pub use element_model::Shown = std::fmt::Debug`; if that is meant: cargo xtask public-api",
    );
    tree.renew_public_api();
    assert!(tree.tidy().0, "{}", tree.tidy().1);
    tree.remove("crates/element-model/public-api.txt");
    expect_only(&tree, "crates/element-model/public-api.txt:1: public-api: the source has `# What element-model");
}

#[test]
fn what_a_foreign_macro_makes_is_not_passed_over() {
    let tree = tree();
    tree.append(&format!("{FOLDER}/src/paper.rs"), "bitflags! { pub struct Flags: u8 {} }\n");
    expect_only(&tree, "crates/element-model/public-api.txt:1: public-api: what the macro bitflags! defines cannot");
}

#[test]
fn a_crate_for_others_says_what_it_is() {
    let manifest = "crates/element-model/Cargo.toml";
    for line in
        MANIFEST.lines().filter(|line| line.contains(" = ") && !line.starts_with("name") && !line.contains("dep:"))
    {
        let tree = tree();
        tree.write(manifest, &MANIFEST.replace(line, ""));
        let key = line.split(' ').next().unwrap();
        let (clean, printed) = tree.tidy();
        assert!(
            !clean && printed.starts_with(&format!("{manifest}:1: published: ")) && printed.contains(key),
            "{printed}"
        );
    }
    let tree = tree();
    tree.remove("crates/element-model/LICENSE");
    expect_only(&tree, &format!("{manifest}:1: published: element-model is for others: it needs a LICENSE"));
}

#[test]
fn a_readme_that_names_another_rust_than_the_manifest_is_found() {
    let tree = tree();
    tree.write("crates/element-model/README.md", "# Pens\nThe minimal supported Rust version is 1.9.\n");
    expect_only(
        &tree,
        "crates/element-model/README.md:1: published: must say: The minimal supported Rust version is 1.95.",
    );
}

#[test]
fn a_crate_for_others_stands_on_crates_for_others() {
    let tree = tree();
    let manifest = MANIFEST.replace("element-model", "login-type");
    let (package, _) = manifest.split_once("[features]").unwrap();
    tree.write("crates/login-type/Cargo.toml", &format!("{package}[dependencies]\nclock.workspace = true\n"));
    tree.write("crates/login-type/README.md", "The minimal supported Rust version is 1.95, as above.\n");
    tree.write("crates/login-type/LICENSE", "Free.\n");
    tree.renew_public_api();
    expect_only(
        &tree,
        "crates/login-type/Cargo.toml:11: published: login-type is for others and may not stand on clock",
    );
}
