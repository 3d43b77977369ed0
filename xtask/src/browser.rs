//! The tests in a real browser: installs Chromium and its driver where it may, then runs them.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{
    left_out::left_out,
    node,
    packages::{self, Packages},
    process, test,
};

/// The programs that the driver finds by itself.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The fonts give the pages their Chinese.
pub(crate) const CHROMIUM: Packages = Packages {
    programs: "Chromium and chromedriver",
    names: &["chromium", "chromium-driver", "fonts-noto-cjk"],
    is_installed: || packages::starts("chromedriver") && BROWSERS.iter().any(|browser| packages::starts(browser)),
};

/// The test that walks past every page.
const ALBUM_TEST: &str = "album";

/// Runs the tests of `tests/browser`.
///
/// # Errors
/// When a test failed, or the browser is missing and cannot be installed: with the line that installs it.
pub(crate) fn run(root: &Path) -> Result<()> {
    CHROMIUM.require()?;
    if node::install(&root.join("tests/browser/axe"))? {
        return process::run(&mut tests(root));
    }
    process::run(&mut tests(root))?;
    left_out("axe-core, the accessibility of the pages", node::CURE)
}

/// Keeps a picture of every page, in both languages, both themes and three widths, with a contact sheet.
///
/// # Errors
/// As [`run`].
pub(crate) fn screenshots(root: &Path) -> Result<()> {
    CHROMIUM.require()?;
    let album = root.join("target/screenshots");
    if album.exists() {
        std::fs::remove_dir_all(&album)?;
    }
    process::run(tests(root).arg(ALBUM_TEST).env("WECOM_LOGIN_ALBUM", &album))?;
    for language in ["zh-CN", "en"] {
        println!("{}", album.join(language).with_extension("html").display());
    }
    Ok(())
}

/// The tests of `tests/browser`.
fn tests(root: &Path) -> Command {
    let mut command = process::cargo(root);
    if test::has_nextest(root) {
        command.args(["nextest", "run"]);
    } else {
        command.arg("test");
    }
    command.args(["--package", "tests", "--features", "browser", "--test", "browser", "--no-fail-fast"]);
    command
}
