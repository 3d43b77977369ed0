//! `Fingerprint`: tells one state of the apps' folder from another without reading a file.

use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{sources, walk::walk};

/// A state of the apps' folder: every file that is read, with its size and times; or why it cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    files: Result<Vec<(PathBuf, Mark)>, String>,
    /// The files elsewhere that hold secrets of the apps.
    secrets: BTreeMap<PathBuf, Option<Mark>>,
}

/// The files of secrets that configurations named when the apps were read, as they were then; shared by all
/// readers.
#[derive(Clone, Debug, Default)]
pub struct SecretFiles(Arc<Mutex<BTreeMap<PathBuf, Option<Mark>>>>);

/// The properties that change when a file does.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    inode: u64,
    bytes: u64,
    /// In seconds and nanoseconds.
    modified: (i64, i64),
    /// Also when the file was moved here, or only its times were set.
    changed: (i64, i64),
}

impl SecretFiles {
    /// Notes a file, before it is read, whether it is there or not.
    pub(super) fn note(&self, file: &Path) {
        self.lock().entry(file.to_owned()).or_insert_with(|| Mark::at(file));
    }

    /// The files.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.lock().keys().cloned().collect()
    }

    /// Takes the files of another reading in the place of these.
    pub(crate) fn replace(&self, newer: &Self) {
        let newer = newer.lock().clone();
        *self.lock() = newer;
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Option<Mark>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fingerprint {
    /// Looks at the apps below `dir`, and at the files of secrets that they named when they were read last.
    pub(crate) fn of(dir: &Path, secrets: &SecretFiles) -> Self {
        let secrets =
            secrets.paths().into_iter().map(|file| (Mark::at(&file), file)).map(|(mark, file)| (file, mark)).collect();
        Self { files: marks(dir).map_err(|error| error.to_string()), secrets }
    }

    /// This fingerprint of the apps, with the files of secrets as a reading of them found those.
    pub(crate) fn with_secrets(&self, secrets: &SecretFiles) -> Self {
        Self { files: self.files.clone(), secrets: secrets.lock().clone() }
    }

    /// Whether the two differ at most in these files.
    pub(crate) fn differs_only_in(&self, before: &Self, files: &[PathBuf]) -> bool {
        let (Ok(now), Ok(then)) = (&self.files, &before.files) else { return false };
        let others = |marks: &[(PathBuf, Mark)]| -> Vec<(PathBuf, Mark)> {
            marks.iter().filter(|(path, _)| !files.contains(path)).cloned().collect()
        };
        others(now) == others(then) && self.secrets == before.secrets
    }
}

fn marks(dir: &Path) -> io::Result<Vec<(PathBuf, Mark)>> {
    let mut marks = Vec::new();
    for source in sources(dir, &SecretFiles::default())? {
        for file in walk(&source.root)?.files {
            let path = source.root.join(file);
            // A link that leads nowhere is looked at itself, or no change of anything else would be seen beside it.
            let mark = Mark::of(&fs::metadata(&path).or_else(|_| fs::symlink_metadata(&path))?);
            marks.push((path, mark));
        }
    }
    Ok(marks)
}

impl Mark {
    fn at(file: &Path) -> Option<Self> {
        fs::metadata(file).ok().map(|metadata| Self::of(&metadata))
    }

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
        let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let app = dir.path().join("acme.portal");
        fs::create_dir_all(app.join("auths")).unwrap();
        fs::write(app.join("app.json"), "{}").unwrap();
        let secrets = SecretFiles::default();
        let secret = elsewhere.path().join("secret");
        secrets.note(&secret);
        let mut before = Fingerprint::of(dir.path(), &secrets);
        fs::write(app.join("notes.txt"), "x").unwrap();
        fs::write(app.join(".app.json.swp"), "x").unwrap();
        assert_eq!(Fingerprint::of(dir.path(), &secrets), before, "nothing that is read");
        let changes: [(&str, &dyn Fn()); 9] = [
            ("a secret elsewhere", &|| fs::write(&secret, "s").unwrap()),
            ("a linked folder", &|| {
                fs::write(elsewhere.path().join("e.json"), "{}").unwrap();
                symlink(elsewhere.path(), app.join("linked")).unwrap();
            }),
            ("a file behind it", &|| fs::write(elsewhere.path().join("e.json"), "{   }").unwrap()),
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
            let now = Fingerprint::of(dir.path(), &secrets);
            assert_ne!(now, before, "{change}");
            before = now;
        }
        fs::remove_dir_all(dir.path()).unwrap();
        assert_ne!(Fingerprint::of(dir.path(), &secrets), before);
    }
}
