//! Relative paths of a configuration file count from the folder that it is in.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use toml::{Table, Value};

use app_catalog::secret_file::is_secret;

/// The keys that hold a path, beside all that end with [`OF_A_FILE`].
const PATHS: [(&str, &str); 2] = [("apps", "dir"), ("server", "verification_files")];
/// How keys end that hold the path of a file.
const OF_A_FILE: &str = "_file";
/// The characters that a URL does not hold as they are.
const IN_A_URL: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'?').add(b'#');

/// Has the relative paths of `table` count from `folder`.
pub(super) fn count_from(folder: &Path, table: &mut Table) {
    let Some(folder) = folder.to_str().filter(|folder| !folder.is_empty()) else { return };
    files(folder, table);
    for (section, key) in PATHS {
        if let Some(Value::String(path)) = of(table, section, key) {
            *path = below(folder, path);
        }
    }
    if let Some(Value::String(url)) = of(table, "database", "url") {
        *url = sqlite(folder, url);
    }
}

fn of<'a>(table: &'a mut Table, section: &str, key: &str) -> Option<&'a mut Value> {
    table.get_mut(section)?.as_table_mut()?.get_mut(key)
}

fn files(folder: &str, table: &mut Table) {
    for (key, value) in table {
        match value {
            Value::String(path) if key.ends_with(OF_A_FILE) && is_path(path) => *path = below(folder, path),
            Value::Table(section) => files(folder, section),
            _ => {}
        }
    }
}

/// Whether it can be a path: a key that was pasted in its place is left as it is, so that its error tells.
fn is_path(text: &str) -> bool {
    !text.trim().is_empty() && !is_secret(text)
}

fn below(folder: &str, path: &str) -> String {
    Path::new(folder).join(path).display().to_string()
}

/// The URL of a SQLite file; any other is left as it is.
fn sqlite(folder: &str, url: &str) -> String {
    let file = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    match file {
        Some(file) if !file.is_empty() && !file.starts_with(['/', ':', '?']) => {
            format!("sqlite://{}/{file}", utf8_percent_encode(folder.trim_end_matches('/'), IN_A_URL))
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_count_from_the_folder_and_all_else_stays() {
        let text = "
            apps.dir = 'apps'
            database.url = 'sqlite://data/d.sqlite?mode=rwc'
            encryption.keys = { k1_file = 'k1.key', k2_file = '/run/k2', k3 = 'a_file' }
            server.listen = '8080'";
        let mut table: Table = text.parse().unwrap();
        count_from(Path::new("/etc/my login"), &mut table);
        let at = |section: &str, key: &str| table[section][key].as_str().unwrap().to_owned();
        assert_eq!(at("apps", "dir"), "/etc/my login/apps");
        assert_eq!(at("database", "url"), "sqlite:///etc/my%20login/data/d.sqlite?mode=rwc");
        assert_eq!(at("server", "listen"), "8080");
        let keys = table["encryption"]["keys"].as_table().unwrap();
        let keys: Vec<_> = keys.values().map(|path| path.as_str().unwrap()).collect();
        assert_eq!(keys, ["/etc/my login/k1.key", "/run/k2", "a_file"]);
        for url in ["sqlite::memory:", "sqlite:///var/d.sqlite", "sqlite://", "postgres://u:p@h/d", "mysql://h/d"] {
            assert_eq!(sqlite("/etc", url), url);
        }
        assert_eq!(sqlite("/etc/", "sqlite:d.sqlite"), "sqlite:///etc/d.sqlite");
    }
}
