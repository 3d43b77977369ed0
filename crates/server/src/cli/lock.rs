//! The lock beside a SQLite file: one `wecom-login serve` at a time works on it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use crate::{
    config::{ConfigError, Database},
    program,
};

/// Takes the lock of a SQLite file, which is made where it is missing. The system frees it when what this answers is
/// dropped, or the process dies however it does. Databases of other kinds are for many processes and have none.
///
/// At its start a server takes up what it finds in hand, as left behind by a process that crashed: another one that
/// still lives would do the same work.
///
/// # Errors
/// When another process has it.
pub(super) fn take(database: &Database) -> Result<Option<File>, ConfigError> {
    let Some(file) = database.file() else { return Ok(None) };
    database.create_file()?;
    let cannot = |error: std::io::Error| problem(format!("cannot lock {}: {error}", file.display()));
    // By one name, whatever links lead to it.
    let mut beside = fs::canonicalize(&file).map_err(cannot)?.into_os_string();
    beside.push(".lock");
    let lock = OpenOptions::new().create(true).append(true).mode(0o600).open(Path::new(&beside)).map_err(cannot)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Err(problem(format!(
            "another {} serve works on {}: stop it first; several at once need PostgreSQL or MySQL",
            program::name(),
            file.display()
        ))),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

fn problem(message: String) -> ConfigError {
    ConfigError::field("database.url", message)
}
