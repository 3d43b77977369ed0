//! Where the programs of database servers are: on the `PATH`, or where packages hide them.

use std::path::{Path, PathBuf};

/// The program's path, if it is on the `PATH` or in one of the `other` folders.
pub(super) fn find(name: &str, other: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(other.iter().cloned());
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// The folder below `parent` whose name is the highest version.
pub(super) fn newest_version(parent: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(parent).ok()?;
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
    folders.filter_map(|folder| Some((version(&folder)?, folder))).max().map(|(_, folder)| folder)
}

fn version(folder: &Path) -> Option<Vec<u32>> {
    folder.file_name()?.to_str()?.split('.').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_newest_version_is_the_highest_number_and_not_the_last_in_the_alphabet() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["9.6", "15", "14", "common", "9.10"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        assert_eq!(newest_version(parent.path()), Some(parent.path().join("15")));
        fs::remove_dir(parent.path().join("15")).unwrap();
        fs::remove_dir(parent.path().join("14")).unwrap();
        assert_eq!(newest_version(parent.path()), Some(parent.path().join("9.10")));
    }

    #[test]
    fn no_version_is_found_where_nothing_is_installed() {
        let parent = tempfile::tempdir().unwrap();
        assert_eq!(newest_version(parent.path()), None);
        assert_eq!(newest_version(&parent.path().join("absent")), None);
    }

    #[test]
    fn a_program_that_is_not_on_the_path_is_found_where_packages_hide_it() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("no-program-of-this-name-is-on-the-path");
        fs::write(&program, "").unwrap();
        let name = program.file_name().unwrap().to_str().unwrap();
        assert_eq!(find(name, &[]), None);
        assert_eq!(find(name, &[folder.path().to_owned()]), Some(program.clone()));
    }
}
