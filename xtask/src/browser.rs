//! The tests in a real browser: installs Chromium and its driver where it may, then runs them.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{process, test};

const DRIVER: &str = "chromedriver";
/// What the driver finds by itself.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// As Debian calls them; the fonts give the pages their Chinese.
const PACKAGES: &[&str] = &["chromium", "chromium-driver", "fonts-noto-cjk"];
/// How long each step of the installation may take, in seconds.
const LIMIT: &str = "900";

/// Runs the tests of `tests/browser`.
///
/// # Errors
/// When a test failed, or the browser is missing and cannot be installed: with the line that installs it.
pub(crate) fn run(root: &Path) -> Result<()> {
    if !is_installed() {
        install()?;
    }
    let mut command = process::cargo(root);
    if test::has_nextest(root) {
        command.args(["nextest", "run"]);
    } else {
        command.arg("test");
    }
    let target = ["--package", "tests", "--features", "browser", "--test", "browser", "--no-fail-fast"];
    process::run(command.args(target))
}

fn is_installed() -> bool {
    starts(DRIVER) && BROWSERS.iter().any(|browser| starts(browser))
}

fn starts(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn install() -> Result<()> {
    let by_hand = format!("apt-get update && apt-get install -y {}", PACKAGES.join(" "));
    if !may_install() {
        bail!("Chromium and chromedriver are not there; as root on Debian: {by_hand}");
    }
    println!("Chromium or chromedriver is not there: {by_hand}");
    let packages = [&["install", "-y", "-qq"], PACKAGES].concat();
    apt_get(&["update", "-qq"]).and_then(|()| apt_get(&packages)).with_context(|| format!("by hand: {by_hand}"))?;
    if !is_installed() {
        bail!("{} are installed, but {DRIVER} or its browser does not start", PACKAGES.join(", "));
    }
    Ok(())
}

/// Whether this is Debian, or one of its kind, and we are root.
fn may_install() -> bool {
    let id = Command::new("id").arg("-u").stderr(Stdio::null()).output();
    Path::new("/etc/debian_version").exists() && id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("timeout");
    command.args([LIMIT, "apt-get"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    process::run(command.stdin(Stdio::null()).stdout(Stdio::null()))
}
