//! The name of the running program: `wecom-login`, or what a program that is composed of it is called.

use std::{env, path::Path, sync::OnceLock};

/// The name where the process has none.
const OFFICIAL: &str = "wecom-login";

static NAME: OnceLock<String> = OnceLock::new();

/// The name that help and hints call it by: the file that was called.
pub(crate) fn name() -> &'static str {
    NAME.get().map_or(OFFICIAL, String::as_str)
}

/// Takes the name from the command line that the process was called with.
pub(crate) fn note_name() {
    let called = env::args_os().next();
    let file = called.as_deref().and_then(|called| Path::new(called).file_stem()).and_then(|name| name.to_str());
    // It is set already where a process runs two command lines.
    let _ = NAME.set(file.unwrap_or(OFFICIAL).to_owned());
}
