//! Secrets that stand in files of their own; no error shows a secret that was put where a path belongs.

use std::{fs, io, path::Path};

use secrecy::SecretString;

/// Longest file that holds a secret, in bytes.
const MOST_BYTES: u64 = 64 * 1024;
/// Shortest text that can be a key, in characters.
const SHORTEST_KEY: usize = 16;
/// Shortest key in hexadecimal digits.
const SHORTEST_HEX: usize = 32;

/// The secret in a file, without a byte order mark, blanks and line ends around it.
///
/// # Errors
/// It is no file, holds nothing, is too long or cannot be read.
pub fn read(path: &Path) -> io::Result<SecretString> {
    let found = fs::metadata(path)?;
    if !found.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    if found.len() > MOST_BYTES {
        return Err(io::Error::other(format!("it is larger than {MOST_BYTES} bytes: no secret is")));
    }
    let text = fs::read_to_string(path)?;
    let secret = trimmed(&text);
    if secret.is_empty() { Err(io::Error::other("it is empty")) } else { Ok(SecretString::from(secret)) }
}

/// Why the file at `full` could not be read, which somebody gave as `path`: names it, unless that is a secret itself.
pub fn why_not(path: &str, full: &Path, error: &io::Error) -> String {
    if is_secret(path) {
        return "this looks like the secret itself, which is not shown here; give the path of a file that holds it"
            .to_owned();
    }
    format!("{}: {error}", full.display())
}

/// `text` without a byte order mark, blanks and line ends around it.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}')
}

/// Whether a text looks like a key rather than like a path.
pub fn is_secret(text: &str) -> bool {
    let text = trimmed(text);
    let all = |is: fn(char) -> bool| text.chars().all(is);
    let any = |is: fn(char) -> bool| text.chars().any(is);
    if any(char::is_control) {
        return true;
    }
    let is_hex = text.len() >= SHORTEST_HEX && all(|character| character.is_ascii_hexdigit());
    let is_code = all(|character| character.is_ascii_alphanumeric() || "+/=_-".contains(character));
    let is_mixed = any(|c| c.is_ascii_uppercase()) && any(|c| c.is_ascii_lowercase()) && any(|c| c.is_ascii_digit());
    is_hex || (text.len() >= SHORTEST_KEY && is_code && is_mixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_and_a_key_that_was_pasted_in_its_place_is_not() {
        let missing = io::Error::from(io::ErrorKind::NotFound);
        for path in ["k1.key", "/etc/wecom-login/keys/k1", "secrets/suite_secret_production", "/run/credentials/x/y"] {
            assert!(why_not(path, Path::new(path), &missing).starts_with(&format!("{path}: ")), "{path}");
        }
        for key in [
            "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
            "/+JDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY",
            "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b",
            "one\ntwo",
        ] {
            let told = why_not(key, Path::new(key), &missing);
            assert!(told.contains("not shown") && !told.contains(key), "{told}");
        }
    }

    #[test]
    fn a_secret_is_read_without_what_editors_put_around_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret");
        for text in ["s3cret", "s3cret\n", "\u{feff}s3cret\r\n", " \ts3cret \n\n"] {
            fs::write(&file, text).unwrap();
            assert_eq!(secrecy::ExposeSecret::expose_secret(&read(&file).unwrap()), "s3cret", "{text:?}");
        }
        for (wrong, words) in [(dir.path(), "not a file"), (&dir.path().join("none"), "No such file")] {
            let told = read(wrong).unwrap_err().to_string();
            assert!(told.contains(words), "{told}");
        }
        fs::write(&file, "\u{feff} \n").unwrap();
        assert!(read(&file).unwrap_err().to_string().contains("empty"));
    }
}
