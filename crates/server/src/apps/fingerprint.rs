//! `Fingerprint`: tells one state of the apps' folder from another without reading a file.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use super::{sources, walk};

/// One state of the apps' folder: every file that is read, with its size and times; or why it cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(Result<Vec<(PathBuf, Mark)>, String>);

/// What changes when a file does.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    inode: u64,
    bytes: u64,
    /// In seconds and nanoseconds.
    modified: (i64, i64),
    /// Also when the file was moved here, or only its times were set.
    changed: (i64, i64),
}

impl Fingerprint {
    /// Looks at the apps below `dir`.
    pub(crate) fn of(dir: &Path) -> Self {
        Self(marks(dir).map_err(|error| error.to_string()))
    }

    /// Whether the two differ at most in these files.
    pub(crate) fn differs_only_in(&self, before: &Self, files: &[PathBuf]) -> bool {
        let (Ok(now), Ok(before)) = (&self.0, &before.0) else { return false };
        let others = |marks: &[(PathBuf, Mark)]| -> Vec<(PathBuf, Mark)> {
            marks.iter().filter(|(path, _)| !files.contains(path)).cloned().collect()
        };
        others(now) == others(before)
    }
}

fn marks(dir: &Path) -> io::Result<Vec<(PathBuf, Mark)>> {
    let mut marks = Vec::new();
    for source in sources(dir)? {
        let mut files = Vec::new();
        walk(&source.root, "", 0, &mut files)?;
        files.sort();
        for file in files {
            let path = source.root.join(file);
            // A link that leads nowhere is looked at itself, or no change of anything else would be seen beside it.
            let mark = Mark::of(&fs::metadata(&path).or_else(|_| fs::symlink_metadata(&path))?);
            marks.push((path, mark));
        }
    }
    Ok(marks)
}

impl Mark {
    fn of(metadata: &fs::Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn whatever_is_done_to_a_file_that_is_read_shows_and_other_files_do_not() {
        let dir = tempfile::tempdir().unwrap();
        let app = dir.path().join("acme.portal");
        fs::create_dir_all(app.join("auths")).unwrap();
        fs::write(app.join("app.json"), "{}").unwrap();
        let mut before = Fingerprint::of(dir.path());
        fs::write(app.join("notes.txt"), "x").unwrap();
        fs::write(app.join(".app.json.swp"), "x").unwrap();
        assert_eq!(Fingerprint::of(dir.path()), before, "nothing that is read");
        let changes: [(&str, &dyn Fn()); 6] = [
            ("a link that leads nowhere", &|| symlink("nowhere", app.join("link.json")).unwrap()),
            ("added", &|| fs::write(app.join("auths/e.json"), "{}").unwrap()),
            ("longer", &|| fs::write(app.join("auths/e.json"), "{  }").unwrap()),
            ("replaced", &|| {
                fs::write(app.join("new"), "{  }").unwrap();
                fs::rename(app.join("new"), app.join("auths/e.json")).unwrap();
            }),
            ("what the link leads to", &|| fs::write(app.join("nowhere"), "{}").unwrap()),
            ("removed", &|| fs::remove_file(app.join("auths/e.json")).unwrap()),
        ];
        for (change, make) in changes {
            make();
            let now = Fingerprint::of(dir.path());
            assert_ne!(now, before, "{change}");
            before = now;
        }
        fs::remove_dir_all(dir.path()).unwrap();
        assert_ne!(Fingerprint::of(dir.path()), before);
    }
}
