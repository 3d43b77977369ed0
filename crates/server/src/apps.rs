//! Reads the apps from their folder: one folder an app, each with its `app.json`.

mod fingerprint;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use element_model::{AppId, FullName, Source, SourceError, Variables};
use serde_json::Value;

pub(crate) use self::fingerprint::Fingerprint;
use crate::config;

/// Longest file of an app, in bytes.
pub(crate) const MAX_FILE: u64 = 1024 * 1024;
/// Deepest folder below an app's root.
pub(crate) const MAX_DEPTH: usize = 16;

/// One app's folder.
#[derive(Debug)]
pub(crate) struct FolderSource {
    root: PathBuf,
}

impl FolderSource {
    /// The app in this folder.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The app's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Which app it is, where its `app.json` says so.
    pub(crate) fn app_id(&self) -> Option<AppId> {
        let text = self.read("app.json").ok()?;
        let manifest: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
        manifest.get("appId")?.as_str()?.parse().ok()
    }

    /// The folder of the app's own element of this name, as a path below the root.
    ///
    /// # Errors
    /// The files cannot be listed.
    pub(crate) fn element_folder(&self, name: &FullName) -> Result<Option<String>, SourceError> {
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
        let mut files = Vec::new();
        walk(&self.root, "", 0, &mut files).map_err(|error| SourceError::new(self.label(), error.to_string()))?;
        files.sort();
        Ok(files)
    }

    fn read(&self, path: &str) -> Result<String, SourceError> {
        let full = self.root.join(path);
        let read = fs::metadata(&full).and_then(|metadata| {
            if metadata.len() > MAX_FILE {
                return Err(io::Error::other(format!("larger than {MAX_FILE} bytes")));
            }
            fs::read_to_string(&full)
        });
        read.map_err(|error| SourceError::new(path.to_owned(), error.to_string()))
    }
}

fn walk(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<String>) -> io::Result<()> {
    if depth > MAX_DEPTH {
        return Err(io::Error::other(format!("{}: folders nest deeper than {MAX_DEPTH}", folder.display())));
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), &format!("{prefix}{name}/"), depth + 1, files)?;
        } else if Path::new(&name).extension().is_some_and(|ending| ending == "json") {
            files.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

/// The apps below `dir`, in the order of their folders' names.
///
/// # Errors
/// When the folder is not there or cannot be read.
pub(crate) fn sources(dir: &Path) -> io::Result<Vec<FolderSource>> {
    let mut roots = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.join("app.json").is_file() {
            roots.push(path);
        }
    }
    roots.sort();
    Ok(roots.into_iter().map(FolderSource::at).collect())
}

/// The process's environment, for `{{NAME}}`, without what configures the server: whoever may change an instance would
/// read its keys where the instance shows a field.
pub(crate) struct ProcessEnvironment;

impl Variables for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<String> {
        if config::configures(name) { None } else { env::var(name).ok() }
    }
}
