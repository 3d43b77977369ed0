//! Reads the apps from their folder: one folder an app, each with its `app.json`.

mod fingerprint;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use element_model::{Source, SourceError, Variables};

pub(crate) use self::fingerprint::Fingerprint;

/// Longest file of an app, in bytes.
const MAX_FILE: u64 = 1024 * 1024;
/// Deepest folder below an app's root.
const MAX_DEPTH: usize = 16;

/// One app's folder.
#[derive(Debug)]
pub(crate) struct FolderSource {
    root: PathBuf,
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
    Ok(roots.into_iter().map(|root| FolderSource { root }).collect())
}

/// The process's environment, for `{{NAME}}`.
pub(crate) struct ProcessEnvironment;

impl Variables for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<String> {
        env::var(name).ok()
    }
}
