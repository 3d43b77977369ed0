//! `Tree`: the files of a workspace, read and parsed once for all rules.

use std::{
    collections::BTreeSet,
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use proc_macro2::TokenStream;
use syn::{Attribute, Item, ItemMod, spanned::Spanned, visit::Visit};

/// The text files of a workspace, its packages and its Rust sources.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    /// The manifest that the members share.
    pub(crate) workspace: toml::Table,
    pub(crate) packages: Vec<Package>,
    pub(crate) texts: Vec<Text>,
    pub(crate) sources: Vec<Source>,
}

/// A file that is UTF-8.
pub(crate) struct Text {
    /// Path below the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A member of the workspace; what is a workspace of its own does not count.
pub(crate) struct Package {
    /// The name that other members use: its library's name where it has one of its own.
    pub(crate) name: String,
    /// Folder below the root, with `/`.
    pub(crate) folder: String,
    pub(crate) manifest: Text,
    pub(crate) table: toml::Table,
}

/// A Rust file.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
    /// The member it belongs to.
    pub(crate) package: Option<String>,
    pub(crate) place: Place,
    pub(crate) syntax: syn::File,
    pub(crate) tokens: TokenStream,
    /// The lines of what is compiled for tests only.
    pub(crate) test_lines: Vec<RangeInclusive<usize>>,
}

/// The purpose that a Rust file is compiled for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The library or the program.
    Product,
    /// Tests, benchmarks, examples and build scripts.
    Surroundings,
}

impl Tree {
    /// Reads every file below `root` that `.gitignore` does not leave out.
    ///
    /// # Errors
    /// When a file cannot be read, or a manifest or a Rust file cannot be parsed.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let root = root.canonicalize().with_context(|| format!("{} is not there", root.display()))?;
        let ignored = Ignored::read(&root);
        let mut texts = Vec::new();
        collect(&root, "", &ignored, &mut texts)?;
        texts.sort_by(|a, b| a.path.cmp(&b.path));
        let packages = texts.iter().filter_map(|text| Package::parse(text).transpose()).collect::<Result<Vec<_>>>()?;
        let workspace = texts.iter().find(|text| text.path == "Cargo.toml").map_or("", |text| text.text.as_str());
        let workspace = workspace.parse().context("cannot parse Cargo.toml")?;
        let rust = texts.iter().filter(|text| has_extension(&text.path, "rs"));
        let mut sources = rust.map(|text| Source::parse(text, &packages)).collect::<Result<Vec<_>>>()?;
        let test_modules: BTreeSet<String> = sources.iter().flat_map(Source::test_modules).collect();
        for source in sources.iter_mut().filter(|source| test_modules.contains(&source.path)) {
            source.place = Place::Surroundings;
        }
        Ok(Self { root, workspace, packages, texts, sources })
    }

    /// The text file of this path below the root.
    pub(crate) fn text(&self, path: &str) -> Option<&Text> {
        self.texts.iter().find(|text| text.path == path)
    }
}

/// Whether the path ends in `.extension`.
pub(crate) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

fn collect(root: &Path, below: &str, ignored: &Ignored, into: &mut Vec<Text>) -> Result<()> {
    for entry in fs::read_dir(root.join(below)).with_context(|| format!("cannot list {below}"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type()?;
        if ignored.covers(&path) || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            collect(root, &path, ignored, into)?;
        } else if let Ok(text) = String::from_utf8(fs::read(entry.path())?) {
            into.push(Text { path, text });
        }
    }
    Ok(())
}

/// Paths that git does not track, as far as `.gitignore` says so with `/folder` and `*.ending`.
struct Ignored(Vec<String>);

impl Ignored {
    fn read(root: &Path) -> Self {
        let text = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
        Self(text.lines().map(|line| line.trim().to_owned()).collect())
    }

    fn covers(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let fits = |pattern: &String| match (pattern.strip_prefix('/'), pattern.strip_prefix('*')) {
            (Some(anchored), _) => path == anchored.trim_end_matches('/'),
            (_, Some(ending)) => !ending.is_empty() && name.contains(ending.trim_end_matches('*')),
            _ => !pattern.is_empty() && name == pattern.trim_end_matches('/'),
        };
        matches!(name, ".git" | "node_modules") || self.0.iter().any(fits)
    }
}

impl Package {
    fn parse(text: &Text) -> Result<Option<Self>> {
        let Some(folder) = text.path.strip_suffix("/Cargo.toml") else { return Ok(None) };
        let table: toml::Table = text.text.parse().with_context(|| format!("cannot parse {}", text.path))?;
        let named = |section| table.get(section).and_then(|section| section.get("name")).and_then(toml::Value::as_str);
        let name = named("package").map(|name| named("lib").unwrap_or(name).replace('_', "-"));
        let (Some(name), false) = (name, table.contains_key("workspace")) else { return Ok(None) };
        let manifest = Text { path: text.path.clone(), text: text.text.clone() };
        Ok(Some(Self { name, folder: folder.to_owned(), manifest, table }))
    }

    /// Whether the crate is for others too: it does not say `publish = false`.
    pub(crate) fn is_published(&self) -> bool {
        let publish = self.table.get("package").and_then(|package| package.get("publish"));
        publish.and_then(toml::Value::as_bool) != Some(false)
    }

    /// A text of `[package]`, the workspace's where it is inherited.
    pub(crate) fn text<'a>(&'a self, tree: &'a Tree, key: &str) -> Option<&'a str> {
        let own = self.table.get("package")?.get(key)?;
        let shared = || tree.workspace.get("workspace")?.get("package")?.get(key)?.as_str();
        own.as_str().or_else(shared)
    }

    /// The features, each with what it turns on.
    pub(crate) fn features(&self) -> impl Iterator<Item = (&String, &toml::Value)> {
        self.table.get("features").and_then(toml::Value::as_table).into_iter().flatten()
    }

    /// Every dependency: its section, the name of the package it is, and what the manifest says of it.
    pub(crate) fn dependencies(&self) -> impl Iterator<Item = (Section, &str, &toml::Value)> {
        let targets = self.table.get("target").and_then(toml::Value::as_table).into_iter().flatten();
        let tables = std::iter::once(&self.table).chain(targets.filter_map(|(_, value)| value.as_table()));
        tables.flat_map(|table| {
            Section::ALL.into_iter().flat_map(move |section| {
                let entries = table.get(section.name()).and_then(toml::Value::as_table).into_iter().flatten();
                entries.map(move |(key, value)| {
                    let renamed = value.get("package").and_then(toml::Value::as_str);
                    (section, renamed.unwrap_or(key.as_str()), value)
                })
            })
        })
    }

    /// The line of the manifest that names the dependency, from 1.
    pub(crate) fn line_of(&self, section: Section, dependency: &str) -> usize {
        let heading = format!("{}]", section.name());
        let lines = self.manifest.text.lines().enumerate();
        let mut lines = lines.skip_while(|(_, line)| !line.trim_end().ends_with(&heading));
        lines.find(|(_, line)| line.contains(dependency)).map_or(1, |(index, _)| index + 1)
    }
}

/// The kinds of dependencies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Normal,
    Build,
    Development,
}

impl Section {
    const ALL: [Self; 3] = [Self::Normal, Self::Build, Self::Development];

    const fn name(self) -> &'static str {
        match self {
            Self::Normal => "dependencies",
            Self::Build => "build-dependencies",
            Self::Development => "dev-dependencies",
        }
    }
}

impl Source {
    fn parse(text: &Text, packages: &[Package]) -> Result<Self> {
        let cannot = || format!("cannot parse {}", text.path);
        let syntax = syn::parse_file(&text.text).with_context(cannot)?;
        let tokens = syn::parse_str(&text.text).with_context(cannot)?;
        let within = |package: &&Package| text.path.starts_with(&format!("{}/", package.folder));
        // A crate may lie within the folder of another.
        let package = packages.iter().filter(within).max_by_key(|package| package.folder.len());
        let product = package.is_some_and(|package| text.path.starts_with(&format!("{}/src/", package.folder)));
        let mut finder = TestLines::default();
        finder.visit_file(&syntax);
        Ok(Self {
            path: text.path.clone(),
            text: text.text.clone(),
            package: package.map(|package| package.name.clone()),
            place: if product { Place::Product } else { Place::Surroundings },
            syntax,
            tokens,
            test_lines: finder.0,
        })
    }

    /// Whether the line is compiled for tests only.
    pub(crate) fn is_for_tests(&self, line: usize) -> bool {
        self.place == Place::Surroundings || self.test_lines.iter().any(|range| range.contains(&line))
    }

    /// The files of the modules that are declared for tests only.
    fn test_modules(&self) -> Vec<String> {
        let folder = self.path.trim_end_matches(".rs");
        let folder = folder.trim_end_matches("/lib").trim_end_matches("/main");
        let modules = self.syntax.items.iter().filter_map(|item| match item {
            Item::Mod(ItemMod { content: None, ident, attrs, .. }) if is_for_tests(attrs) => Some(ident),
            _ => None,
        });
        modules.map(|ident| format!("{folder}/{ident}.rs")).collect()
    }
}

/// Finds the lines of the items marked `#[cfg(test)]`.
#[derive(Default)]
struct TestLines(Vec<RangeInclusive<usize>>);

impl<'ast> Visit<'ast> for TestLines {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return syn::visit::visit_item(self, item),
        };
        if is_for_tests(attributes) {
            let span = item.span();
            self.0.push(span.start().line..=span.end().line);
        } else {
            syn::visit::visit_item(self, item);
        }
    }
}

/// Whether what has these attributes is compiled for tests only.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let condition = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        let mut words = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.clone().any(|word| word == "test") && !words.any(|word| word == "not")
    })
}
