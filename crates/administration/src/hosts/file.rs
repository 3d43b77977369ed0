//! `FileName`: the name of a verification file; and what may be in one.

use std::fmt;

use login_type::{CallError, ErrorKind};

/// The most bytes of a verification file: WeCom's have a line.
pub const MOST_BYTES: usize = 4 * 1024;
/// The most letters between the fixed parts of a name.
const MOST_LETTERS: usize = 64;

/// The name of a verification file: `WW_verify_….txt`, with letters and digits in the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The name, if it is one.
    pub fn of(name: &str) -> Option<Self> {
        let middle = name.strip_prefix("WW_verify_")?.strip_suffix(".txt")?;
        let is_one = (1..=MOST_LETTERS).contains(&middle.len()) && middle.bytes().all(|it| it.is_ascii_alphanumeric());
        is_one.then(|| Self(name.to_owned()))
    }

    pub(super) fn read(name: &str) -> Result<Self, CallError> {
        let message =
            "argument name: must be WW_verify_, 1 to 64 letters and digits, and .txt, as WeCom names the file";
        Self::of(name).ok_or_else(|| CallError::new(ErrorKind::ValueNotAllowed, message))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Refuses what no verification file holds.
pub(super) fn check_content(content: &str) -> Result<(), CallError> {
    let is_text = |letter: char| !letter.is_control() || matches!(letter, '\t' | '\r' | '\n');
    if (1..=MOST_BYTES).contains(&content.len()) && content.chars().all(is_text) {
        return Ok(());
    }
    let message = format!("argument content: must be 1 to {MOST_BYTES} bytes of text, as WeCom gives the file");
    Err(CallError::new(ErrorKind::ValueNotAllowed, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verification_file_is_named_as_wecom_names_it() {
        for good in ["WW_verify_a1B2c3D4e5F6g7H8.txt", "WW_verify_x.txt"] {
            assert_eq!(FileName::of(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "WW_verify_.txt",
            "WW_verify_a.txt.html",
            "ww_verify_a.txt",
            "WW_verify_a/b.txt",
            "WW_verify_...txt",
            "WW_verify_a%00.txt",
            &format!("WW_verify_{}.txt", "a".repeat(65)),
        ] {
            assert_eq!(FileName::of(bad), None, "{bad}");
        }
    }
}
