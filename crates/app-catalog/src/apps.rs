//! Reads the apps from their folder: one folder an app, each with its `app.json`.

mod fingerprint;
mod walk;

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use element_model::{AppId, FullName, Source, SourceError};
use secrecy::ExposeSecret;
use serde_json::Value;

pub use self::fingerprint::SecretFiles;
pub(crate) use self::{fingerprint::Fingerprint, walk::MAX_DEPTH};
use crate::secret_file;

/// Longest file of an app, in bytes.
pub(crate) const MAX_FILE: u64 = 1024 * 1024;

/// The folder of an app.
#[derive(Clone, Debug)]
pub struct FolderSource {
    root: PathBuf,
    secrets: SecretFiles,
}

impl FolderSource {
    /// The app in this folder, whose configurations' files of secrets are noted in `secrets`.
    pub fn at(root: PathBuf, secrets: &SecretFiles) -> Self {
        Self { root, secrets: secrets.clone() }
    }

    /// Linked folders that are not followed, because what they lead to is read already.
    pub fn repeated_links(&self) -> Vec<String> {
        walk::walk(&self.root).map(|found| found.repeated).unwrap_or_default()
    }

    /// The app's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Which app it is, where its `app.json` says so.
    pub fn app_id(&self) -> Option<AppId> {
        let text = self.read("app.json").ok()?;
        let manifest: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
        manifest.get("appId")?.as_str()?.parse().ok()
    }

    /// The folder of the app's own element of this name, as a path below the root.
    ///
    /// # Errors
    /// The files cannot be listed.
    pub fn element_folder(&self, name: &FullName) -> Result<Option<String>, SourceError> {
        let files = self.list()?;
        let mut folders = files.iter().filter_map(|file| file.strip_suffix("/e.json"));
        let found = folders.find(|folder| FullName::from_path(folder).is_ok_and(|found| found == *name));
        Ok(found.map(str::to_owned))
    }
}

impl Source for FolderSource {
    fn label(&self) -> String {
        self.root.display().to_string()
    }

    fn list(&self) -> Result<Vec<String>, SourceError> {
        let found = walk::walk(&self.root).map_err(|error| SourceError::new(self.label(), error.to_string()))?;
        Ok(found.files)
    }

    fn read(&self, path: &str) -> Result<String, SourceError> {
        let full = self.root.join(path);
        let read = fs::metadata(&full).and_then(|metadata| {
            if !metadata.is_file() {
                return Err(io::Error::other("is not a file"));
            }
            if metadata.len() > MAX_FILE {
                return Err(io::Error::other(format!("larger than {MAX_FILE} bytes")));
            }
            fs::read_to_string(&full)
        });
        read.map_err(|error| SourceError::new(path.to_owned(), error.to_string()))
    }

    fn read_secret(&self, path: &str) -> Result<String, SourceError> {
        let full = self.root.join(path);
        self.secrets.note(&full);
        let wrong = |error| SourceError::new(path, secret_file::why_not(path, &full, &error));
        secret_file::read(&full).map(|secret| secret.expose_secret().to_owned()).map_err(wrong)
    }
}

/// The apps below `dir`, in the order of their folders' names. A folder is read once, however many links lead to it; what
/// begins with a dot is no app.
///
/// # Errors
/// When the folder is not there or cannot be read.
pub fn sources(dir: &Path, secrets: &SecretFiles) -> io::Result<Vec<FolderSource>> {
    let mut roots = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let path = entry.path();
        if walk::visible_name(&entry).is_some() && path.join("app.json").is_file() {
            roots.push((entry.file_type()?.is_symlink(), path));
        }
    }
    // Folders before links, so that those keep their names.
    roots.sort();
    let mut seen = BTreeSet::new();
    roots.retain(|(_, root)| root.canonicalize().map_or(true, |canonical| seen.insert(canonical)));
    let mut roots: Vec<_> = roots.into_iter().map(|(_, root)| root).collect();
    roots.sort();
    Ok(roots.into_iter().map(|root| FolderSource::at(root, secrets)).collect())
}
