//! Files and folders that change at once: whoever reads finds what was there before or what is there now, also after a
//! crash, and nothing in between.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::owner;
use error_chain::ErrorChain;

/// The beginning of names of files and folders that are being written; a name that begins with a dot is not read as
/// part of an app.
const UNFINISHED: &str = ".wecom-login-";

/// A file to write.
#[derive(Clone)]
pub(super) struct NewFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) mode: u32,
}

/// Makes the folder with its files, and the folders above it where they are missing.
pub(super) fn make_folder(folder: &Path, files: &[NewFile], tag: &str) -> io::Result<()> {
    let parent = parent(folder)?;
    make_parents(parent)?;
    sweep(parent);
    let unfinished = beside(folder, tag)?;
    fs::DirBuilder::new().mode(0o755).create(&unfinished)?;
    let given = owner::give(&File::open(&unfinished)?, parent);
    let written =
        given.and_then(|()| files.iter().try_for_each(|file| write(&unfinished.join(name(&file.path)?), file)));
    let made = written.and_then(|()| sync(&unfinished)).and_then(|()| fs::rename(&unfinished, folder));
    made.inspect_err(|_| _ = fs::remove_dir_all(&unfinished))?;
    sync(parent)
}

/// Writes files of one folder over those that are there; none is touched before all are ready.
pub(super) fn replace_files(files: &[NewFile], tag: &str) -> io::Result<()> {
    let Some(first) = files.first() else { return Ok(()) };
    let folder = parent(&first.path)?;
    sweep(folder);
    let ready = files.iter().try_for_each(|file| write(&beside(&file.path, tag)?, file));
    let replaced =
        ready.and_then(|()| files.iter().try_for_each(|file| fs::rename(beside(&file.path, tag)?, &file.path)));
    replaced.inspect_err(|_| sweep(folder))?;
    sync(folder)
}

/// Takes the folder away with all that is in it.
pub(super) fn remove_folder(folder: &Path, tag: &str) -> io::Result<()> {
    let parent = parent(folder)?;
    fs::rename(folder, beside(folder, tag)?)?;
    sync(parent)?;
    sweep(parent);
    Ok(())
}

/// Removes what was left unfinished here; the next change tries again what cannot be removed now.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            continue;
        }
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let removed = if is_folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
        if let Err(error) = removed {
            tracing::warn!(path = %entry.path().display(), error = %error.chain(), "what was left over cannot be removed");
        }
    }
}

fn write(path: &Path, file: &NewFile) -> io::Result<()> {
    let mut open = OpenOptions::new().write(true).create_new(true).mode(file.mode).open(path)?;
    let like = if file.path.exists() { &file.path } else { parent(path)? };
    owner::give(&open, like)?;
    // The mode does not depend on the process's umask.
    open.set_permissions(Permissions::from_mode(file.mode))?;
    open.write_all(file.text.as_bytes())?;
    open.sync_all()
}

fn make_parents(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Ok(()) => {
            owner::give(&File::open(folder)?, parent(folder)?)?;
            sync(parent(folder)?)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make_parents(parent(folder)?)?;
            make_parents(folder)
        }
        Err(error) => Err(error),
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn parent(path: &Path) -> io::Result<&Path> {
    path.parent().ok_or_else(|| io::Error::other("there is no folder above it"))
}

fn name(path: &Path) -> io::Result<&std::ffi::OsStr> {
    path.file_name().ok_or_else(|| io::Error::other("it has no name"))
}

fn beside(path: &Path, tag: &str) -> io::Result<PathBuf> {
    let mut unfinished = std::ffi::OsString::from(UNFINISHED);
    unfinished.push(tag);
    unfinished.push("-");
    unfinished.push(name(path)?);
    Ok(path.with_file_name(unfinished))
}
