//! Where the configuration file is when `--config` does not say.

use std::{
    env, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// The variable that names the file.
pub(crate) const VARIABLE: &str = "WECOM_LOGIN_CONFIG";
/// Where it is looked for then, in this order.
pub(crate) const PLACES: [&str; 2] = ["wecom-login.toml", "/etc/wecom-login/wecom-login.toml"];

/// The configuration file: the one that is given, else the one that the environment names, else the first that is there.
pub(crate) fn locate(given: Option<PathBuf>) -> Option<PathBuf> {
    let named = || env::var_os(VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
    let found = || PLACES.iter().map(PathBuf::from).find(|place| is_there(place));
    given.or_else(named).or_else(found)
}

/// Also a file that may not be looked at: to pass over it would start a server with other settings.
fn is_there(place: &Path) -> bool {
    let missing = |error: std::io::Error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
    fs::metadata(place).map_or_else(|error| !missing(error), |_| true)
}
