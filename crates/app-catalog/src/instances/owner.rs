//! Leaves what is written to whoever owns what was there: root may change the apps of a server with an account of its own.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    os::unix::fs::{MetadataExt, fchown},
    path::Path,
};

/// Gives an open file or folder to the owner and group of `like`; what the process may not give away stays its own.
pub(super) fn give(file: &File, like: &Path) -> io::Result<()> {
    let (own, wanted) = (file.metadata()?, fs::metadata(like)?);
    if (own.uid(), own.gid()) == (wanted.uid(), wanted.gid()) {
        return Ok(());
    }
    match fchown(file, Some(wanted.uid()), Some(wanted.gid())) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        given => given,
    }
}
