//! Rule `outside`: only the server and the tools read the environment, the real clock and real randomness; files also
//! `app-catalog`.

use super::{
    Violation,
    paths::{self, NamedPath},
    tree::{Source, Tree},
};

/// The programs, and what tests them.
const PROGRAMS: &[&str] = &["server", "wecom-simulator", "xtask", "tests", "test-database"];

/// Where the real clock and the real randomness are defined.
const CLOCK: &str = "clock";

/// Reads the apps' folder.
const FILES: &str = "app-catalog";

const ENVIRONMENT: &[&[&str]] = &[&["std", "env"]];
const DISK: &[&[&str]] = &[&["std", "fs"], &["tokio", "fs"]];

const REAL_SOURCES: &[&str] = &["SystemClock", "OsEntropy", "SystemTime", "Instant"];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().flat_map(check_source).collect()
}

fn check_source(source: &Source) -> Vec<Violation> {
    let Some(own) = source.package.as_deref().filter(|own| !PROGRAMS.contains(own)) else { return Vec::new() };
    let reads_outside = |path: &NamedPath| {
        let begins_with_one = |modules: &[&[&str]]| modules.iter().any(|module| path.begins_with(module));
        let module = begins_with_one(ENVIRONMENT) || (own != FILES && begins_with_one(DISK));
        // A bare name was imported by a longer path, or is another's: a trait may have a type of that name.
        let is_longer = path.segments.len() > 1;
        let named = path.segments.iter().any(|segment| REAL_SOURCES.contains(&segment.as_str()));
        let real = own != CLOCK && is_longer && named;
        (module || real) && !source.is_for_tests(path.line)
    };
    let named = paths::all(&source.tokens).into_iter().filter(reads_outside);
    let violation = |path: NamedPath| {
        let message =
            format!("{own} may not use {}: only the server reads it and passes it in", path.segments.join("::"));
        Violation::new(&source.path, path.line, message)
    };
    named.map(violation).collect()
}
