//! Finds the files of one app, also behind linked folders (Kubernetes, `ln -s`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, DirEntry},
    io,
    path::{Path, PathBuf},
};

/// Deepest folder below an app's root.
pub(crate) const MAX_DEPTH: usize = 16;
/// Most folders of an app: a link may lead to a whole disk.
const MAX_FOLDERS: usize = 10_000;

/// The files of an app that are read, as paths below its root.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) files: Vec<String>,
    /// Linked folders that are not followed, because what they lead to is read already.
    pub(super) repeated: Vec<String>,
}

/// Looks through the folders of an app. A folder is read once, by its canonical path: as the folder that it is, else
/// behind the first link to it. Names that begin with a dot are passed over.
///
/// # Errors
/// A folder cannot be read, or there are too many.
pub(super) fn walk(root: &Path) -> io::Result<Found> {
    let mut walk = Walk::default();
    walk.visit(root, "", 0)?;
    while let Some((prefix, (folder, depth))) = walk.links.pop_first() {
        if !walk.visit(&folder, &prefix, depth)? {
            walk.found.repeated.push(prefix.trim_end_matches('/').to_owned());
        }
    }
    walk.found.files.sort();
    Ok(walk.found)
}

#[derive(Default)]
struct Walk {
    /// The canonical paths of the folders that were read.
    seen: BTreeSet<PathBuf>,
    /// Linked folders that were not looked at yet: links come after all folders, so that those keep their names.
    links: BTreeMap<String, (PathBuf, usize)>,
    found: Found,
}

impl Walk {
    /// Reads a folder and those below it; answers whether it was not read before.
    fn visit(&mut self, folder: &Path, prefix: &str, depth: usize) -> io::Result<bool> {
        if depth > MAX_DEPTH {
            return Err(io::Error::other(format!("{}: folders nest deeper than {MAX_DEPTH}", folder.display())));
        }
        if !self.seen.insert(folder.canonicalize()?) {
            return Ok(false);
        }
        if self.seen.len() > MAX_FOLDERS {
            return Err(io::Error::other(format!("{}: there are more than {MAX_FOLDERS} folders", folder.display())));
        }
        for entry in fs::read_dir(folder)? {
            self.note(&entry?, prefix, depth)?;
        }
        Ok(true)
    }

    fn note(&mut self, entry: &DirEntry, prefix: &str, depth: usize) -> io::Result<()> {
        let Some(name) = visible_name(entry) else { return Ok(()) };
        let (kind, path) = (entry.file_type()?, entry.path());
        if kind.is_dir() {
            self.visit(&path, &format!("{prefix}{name}/"), depth + 1)?;
        } else if kind.is_symlink() && path.is_dir() {
            self.links.insert(format!("{prefix}{name}/"), (path, depth + 1));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            self.found.files.push(format!("{prefix}{name}"));
        }
        Ok(())
    }
}

/// The name of what may be an app, an element or a file of one; `None` where it begins with a dot.
pub(super) fn visible_name(entry: &DirEntry) -> Option<String> {
    entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Writes empty files.
    fn write(root: &Path, files: &[&str]) {
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "{}").unwrap();
        }
    }

    #[test]
    fn a_linked_folder_is_followed_once_and_circles_end() {
        let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(dir.path(), &["app.json", "auths/Mine/e.json", ".git/x.json"]);
        write(outside.path(), &["Kept/e.json", ".hidden/e.json"]);
        for (target, link) in [
            (outside.path(), "auths/shared"),
            (outside.path(), "zwice"),
            (dir.path(), "auths/up"),
            (&dir.path().join("auths"), "aliases"),
            (Path::new("nowhere"), "broken"),
        ] {
            symlink(target, dir.path().join(link)).unwrap();
        }
        symlink(dir.path(), outside.path().join("back")).unwrap();
        let found = walk(dir.path()).unwrap();
        assert_eq!(found.files, ["app.json", "auths/Mine/e.json", "auths/shared/Kept/e.json"]);
        assert_eq!(found.repeated, ["aliases", "auths/shared/back", "auths/up", "zwice"]);
    }
}
