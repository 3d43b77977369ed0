//! `cargo xtask test`: format, lints and every test there is, part by part, each with its time.

use std::{path::Path, process::Stdio};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{
    browser,
    clients::{self, RelyingParty},
    databases::{self, Durability, Server},
    demo, deploy,
    engine::Engine,
    parts::Parts,
    process, tidy,
};

/// The packages whose tests use a database.
const ON_A_DATABASE: &[&str] = &["storage", "migrations", "accounts", "callback-records", "password-login", "tests"];

/// Which of the tests run.
#[derive(Args, Default)]
pub(crate) struct Selection {
    /// Run the database tests on this engine alone
    #[arg(long, value_name = "ENGINE")]
    only: Option<Engine>,
    /// Leave this part out
    #[arg(long, value_name = "PART")]
    skip: Option<Skippable>,
}

impl Selection {
    fn takes(&self, engine: Engine) -> bool {
        self.only.is_none_or(|only| only == engine)
    }

    /// The notes on a run beside its parts: a line for each thing that was left out.
    fn left_out(&self) -> Vec<String> {
        let browser = self.skip.map(|Skippable::Browser| "left out: browser, the pages in Chromium".to_owned());
        let engines = self.only.map(|only| {
            let others = Engine::ALL.into_iter().filter(|engine| *engine != only).map(Engine::name);
            format!("only {}: left out {}", only.name(), others.collect::<Vec<_>>().join(", "))
        });
        browser.into_iter().chain(engines).collect()
    }
}

/// A part that needs more than Rust and a C compiler.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Skippable {
    /// The pages in Chromium
    Browser,
}

/// Builds, then runs all parts.
///
/// # Errors
/// When a part failed; the others have run nevertheless.
pub(crate) fn run(root: &Path, selection: &Selection) -> Result<()> {
    let mut parts = Parts::default();
    let cargo = |arguments: &[&str]| process::run(process::cargo(root).args(arguments));
    parts.run("format", || cargo(&["fmt", "--all", "--check"]));
    parts.run("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    parts.run("build", || process::run(process::cargo(root).args(["build", "--workspace", "--all-targets"])));
    if parts.last_succeeded() {
        parts.run("tests", || whole_workspace(root, selection));
        for engine in [Engine::Postgres, Engine::Mariadb] {
            if selection.takes(engine) {
                parts.run(engine.name(), || on_a_server(root, engine));
            }
        }
        parts.run("doc tests", || process::run(process::cargo(root).args(["test", "--doc", "--workspace", "--quiet"])));
        parts.run("documentation", || document(root));
        parts.run("tidy", || tidy::run(root));
        parts.run("openid-client", || clients::try_out(root, RelyingParty::OpenidClient));
        parts.run("demo --check", || demo::run(root, demo::Mode::Check));
        if selection.skip != Some(Skippable::Browser) {
            parts.run("browser", || browser::run(root));
            parts.run("oidc-client-ts", || clients::try_out(root, RelyingParty::OidcClientTs));
        }
    }
    let without_pooler = selection.takes(Engine::Postgres) && !databases::has_pooler();
    let pooler =
        without_pooler.then(|| "left out: PgBouncer, which is not installed (apt-get install pgbouncer)".to_owned());
    for line in selection.left_out().into_iter().chain(pooler).chain(deploy::proxies_left_out()) {
        println!("\n{line}");
    }
    parts.finish()
}

/// A link in the documentation that leads nowhere is a fault.
fn document(root: &Path) -> Result<()> {
    let mut command = process::cargo(root);
    process::run(command.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The whole workspace, on SQLite where a database is needed; without what needs one if another engine was asked for.
fn whole_workspace(root: &Path, selection: &Selection) -> Result<()> {
    let mut command = process::cargo(root);
    if has_nextest(root) {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
        if !selection.takes(Engine::Sqlite) {
            command.args(["-E", &format!("not ({})", any_of(ON_A_DATABASE))]);
        }
        return process::run(&mut command);
    }
    println!("cargo-nextest is not there, so `cargo test` runs; `cargo install --locked cargo-nextest` installs it");
    command.args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    if !selection.takes(Engine::Sqlite) {
        command.args(ON_A_DATABASE.iter().flat_map(|package| ["--exclude", package]));
    }
    process::run(&mut command)
}

/// These packages, in nextest's words.
fn any_of(packages: &[&str]) -> String {
    packages.iter().map(|package| format!("package({package})")).collect::<Vec<_>>().join(" | ")
}

/// The tests that need a database once more, on a server that ends with this part.
fn on_a_server(root: &Path, engine: Engine) -> Result<()> {
    let server = Server::start(engine, Durability::Volatile)?;
    println!("{}", server.url());
    let mut command = process::cargo(root);
    command.args(arguments_on_a_server(has_nextest(root))).env(databases::TEST_VARIABLE, server.url());
    process::run(&mut command)?;
    server.end()
}

/// How cargo runs the tests that need a database, but none that is about SQLite's file: those are in modules `sqlite`.
/// Nextest picks them from the whole workspace, so that nothing is built another time with other features.
fn arguments_on_a_server(nextest: bool) -> Vec<String> {
    let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    if nextest {
        let filter = format!("({}) & not test(/(^|::)sqlite::/)", any_of(ON_A_DATABASE));
        return [text(&["nextest", "run", "--workspace", "--no-fail-fast", "-E"]), vec![filter]].concat();
    }
    let packages: Vec<_> = ON_A_DATABASE.iter().flat_map(|package| ["--package", package]).collect();
    let run = ["test", "--lib", "--bins", "--tests", "--no-fail-fast"];
    [text(&run), text(&packages), text(&["--", "--skip", "sqlite::"])].concat()
}

/// Whether `cargo nextest` is installed.
pub(crate) fn has_nextest(root: &Path) -> bool {
    let mut nextest = process::cargo(root);
    let installed = nextest.args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    installed.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(engine: Engine) -> Selection {
        Selection { only: Some(engine), skip: None }
    }

    #[test]
    fn the_closing_line_names_the_engines_that_were_left_out() {
        assert_eq!(only(Engine::Sqlite).left_out(), ["only sqlite: left out postgres, mariadb"]);
        assert_eq!(only(Engine::Mariadb).left_out(), ["only mariadb: left out sqlite, postgres"]);
        assert!(Selection::default().left_out().is_empty());
    }

    #[test]
    fn a_run_takes_every_engine_unless_one_was_asked_for() {
        let taken = |selection: &Selection| Engine::ALL.map(|engine| selection.takes(engine));
        assert_eq!(taken(&Selection::default()), [true, true, true]);
        assert_eq!(taken(&only(Engine::Postgres)), [false, true, false]);
    }

    #[test]
    fn on_a_server_the_tests_about_sqlites_file_are_left_out() {
        let nextest = arguments_on_a_server(true).join(" ");
        assert!(nextest.starts_with("nextest run --workspace --no-fail-fast -E (package(storage) | "), "{nextest}");
        assert!(nextest.ends_with(") & not test(/(^|::)sqlite::/)"), "{nextest}");
        let plain = arguments_on_a_server(false).join(" ");
        assert!(plain.starts_with("test --lib --bins --tests --no-fail-fast --package storage "), "{plain}");
        assert!(plain.ends_with(" -- --skip sqlite::"), "{plain}");
    }
}
