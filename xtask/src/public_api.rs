//! `cargo xtask public-api`: writes down what each crate for others shows, or compares it with what is written.
//!
//! The listing comes from rustdoc's JSON, which stable Rust makes only under `RUSTC_BOOTSTRAP=1`. Its format changes with
//! Rust, and the crate `public-api` reads one: another Rust needs another `public-api` in the workspace's manifest.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use public_api::PublicApi;

use crate::{
    process,
    tidy::{self, Published},
};

const FILE: &str = "public-api.txt";

/// Writes the listing of every crate for others anew.
///
/// # Errors
/// When a crate does not build, or a file cannot be written.
pub(crate) fn renew(root: &Path) -> Result<()> {
    for package in tidy::published(root)? {
        let path = root.join(&package.folder).join(FILE);
        fs::write(&path, listing(root, &package)?).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}/{FILE}", package.folder);
    }
    Ok(())
}

/// Compares every crate for others with its listing.
///
/// # Errors
/// Names the lines that came or went, and when a crate does not build.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut changed = 0;
    for package in tidy::published(root)? {
        let written = fs::read_to_string(root.join(&package.folder).join(FILE)).unwrap_or_default();
        for line in differences(&written, &listing(root, &package)?) {
            println!("{}/{FILE}: {line}", package.folder);
            changed += 1;
        }
    }
    if changed > 0 {
        bail!("what is public changed in {changed} lines; if that is meant: cargo xtask public-api");
    }
    Ok(())
}

/// The features, then every public item with its full path.
fn listing(root: &Path, package: &Published) -> Result<String> {
    let head = format!("# Public items of {}; `cargo xtask public-api` writes this file.", package.name);
    let features = package.features.iter().map(|feature| format!("feature {feature}"));
    let items = items(root, package)?;
    let lines = std::iter::once(head).chain(features).chain(items.items().map(ToString::to_string));
    Ok(lines.map(|line| line + "\n").collect())
}

fn items(root: &Path, package: &Published) -> Result<PublicApi> {
    let target = root.join("target/public-api");
    let mut command = process::cargo(root);
    command.args(["rustdoc", "--quiet", "--all-features", "--lib", "--package", &package.name, "--target-dir"]);
    command.arg(&target).args(["--", "-Zunstable-options", "--output-format", "json", "--cap-lints", "allow"]);
    process::run(command.env("RUSTC_BOOTSTRAP", "1"))?;
    let json = target.join("doc").join(&package.library).with_extension("json");
    let builder = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .include_function_parameter_names(true);
    builder.build().with_context(|| format!("cannot read what rustdoc says of {}", package.name))
}

/// The lines that only one of the two has: `-` what was written, `+` what is there now.
fn differences(written: &str, now: &str) -> Vec<String> {
    let only = |these: &str, those: &str, sign: char| {
        let lines = these.lines().filter(|line| !those.lines().any(|other| other == *line));
        lines.map(|line| format!("{sign} {line}")).collect::<Vec<_>>()
    };
    [only(written, now, '-'), only(now, written, '+')].concat()
}
