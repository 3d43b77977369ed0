//! The tests in a real browser: installs Chromium and its driver where it may, then runs them.

use std::path::Path;

use anyhow::Result;

use crate::{
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

/// Runs the tests of `tests/browser`.
///
/// # Errors
/// When a test failed, or the browser is missing and cannot be installed: with the line that installs it.
pub(crate) fn run(root: &Path) -> Result<()> {
    CHROMIUM.require()?;
    let mut command = process::cargo(root);
    if test::has_nextest(root) {
        command.args(["nextest", "run"]);
    } else {
        command.arg("test");
    }
    let target = ["--package", "tests", "--features", "browser", "--test", "browser", "--no-fail-fast"];
    process::run(command.args(target))
}
