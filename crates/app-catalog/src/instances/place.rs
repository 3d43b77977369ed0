//! Where an instance's folder may be: within its app, whatever links and names there are.

use std::{
    fs::{self, Metadata},
    io::{self, ErrorKind},
    path::Path,
};

use element_model::FullName;

use super::EditError;
use crate::apps::MAX_DEPTH;

/// Longest full name, so that every file of the instance has a name that a disk takes.
const LONGEST_NAME: usize = 200;
/// The name that no instance can have: its configuration would have the name of its definition.
const RESERVED: &str = "e";

/// The folder of a new instance, as a path below the app's root; there is nothing in it yet.
///
/// # Errors
/// The name will not do, or something is in its way.
pub(super) fn of_new(root: &Path, name: &FullName) -> Result<String, EditError> {
    if name.as_str().len() > LONGEST_NAME || name.as_str().split('.').count() > MAX_DEPTH {
        let message = format!("fullName: is too long: {LONGEST_NAME} letters and {MAX_DEPTH} parts at most");
        return Err(EditError::value(message));
    }
    if name.name() == RESERVED {
        return Err(EditError::value("fullName: an instance cannot be called `e`"));
    }
    let folder = name.to_path();
    check_folders(root, &folder)?;
    match fs::read_dir(root.join(&folder)).map(|mut entries| entries.next().is_none()) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(folder),
        Err(error) => Err(EditError::disk(format!("{folder} cannot be read"), error)),
        Ok(true) => Ok(folder),
        Ok(false) => Err(EditError::value(format!("fullName: the folder {folder} holds other files already"))),
    }
}

/// Refuses a path below the app's root that leads through something else than folders.
pub(super) fn check_folders(root: &Path, folder: &str) -> Result<(), EditError> {
    let mut path = root.to_owned();
    for part in folder.split('/') {
        path.push(part);
        match look(&path) {
            Ok(None) => return Ok(()),
            Ok(Some(found)) if found.is_dir() => {}
            Ok(Some(_)) => {
                return Err(EditError::value(format!("{folder}: {part} is not a folder, or is a link to one")));
            }
            Err(error) => return Err(EditError::disk(format!("{folder} cannot be read"), error)),
        }
    }
    Ok(())
}

/// Refuses to write over something else than a file: a link leads to a file that somebody keeps elsewhere.
pub(super) fn check_file(root: &Path, file: &str) -> Result<(), EditError> {
    match look(&root.join(file)) {
        Ok(Some(found)) if !found.is_file() => {
            Err(EditError::value(format!("{file} is a link; change the file that it leads to")))
        }
        Ok(_) => Ok(()),
        Err(error) => Err(EditError::disk(format!("{file} cannot be read"), error)),
    }
}

fn look(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
