//! `State`: the text that travels through a login and back.

use std::{fmt, str::FromStr};

/// 1 to `MAX` letters and digits, as WeCom takes them back unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alphanumeric<const MAX: usize>(String);

/// The `state` of a login link: `[a-zA-Z0-9]`, at most 128 bytes; WeCom answers 84025 to anything else
/// ([96441](https://developer.work.weixin.qq.com/document/path/96441)).
pub type State = Alphanumeric<128>;

/// The `state` of an installation link: `[a-zA-Z0-9]`, at most 32 bytes
/// ([98744](https://developer.work.weixin.qq.com/document/path/98744)).
pub type InstallState = Alphanumeric<32>;

/// The text is empty, too long, or has more in it than letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("state must be 1 to {max} letters and digits")]
pub struct NotAlphanumeric {
    max: usize,
}

impl<const MAX: usize> Alphanumeric<MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> TryFrom<String> for Alphanumeric<MAX> {
    type Error = NotAlphanumeric;

    fn try_from(text: String) -> Result<Self, NotAlphanumeric> {
        let fits = (1..=MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(Self(text)) } else { Err(NotAlphanumeric { max: MAX }) }
    }
}

impl<const MAX: usize> TryFrom<&str> for Alphanumeric<MAX> {
    type Error = NotAlphanumeric;

    fn try_from(text: &str) -> Result<Self, NotAlphanumeric> {
        Self::try_from(text.to_owned())
    }
}

impl<const MAX: usize> FromStr for Alphanumeric<MAX> {
    type Err = NotAlphanumeric;

    fn from_str(text: &str) -> Result<Self, NotAlphanumeric> {
        Self::try_from(text)
    }
}

impl<const MAX: usize> fmt::Display for Alphanumeric<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_as_it_came() {
        assert_eq!("aB9".parse::<Alphanumeric<3>>().unwrap().to_string(), "aB9");
    }

    #[test]
    fn a_state_is_letters_and_digits_and_no_longer_than_wecom_takes() {
        let cases = [("aZ09", true), (&"a".repeat(128), true), (&"a".repeat(129), false), ("", false), ("a-b", false)];
        for (text, expected) in cases {
            assert_eq!(State::try_from(text).is_ok(), expected, "{text:?}");
        }
        assert!(InstallState::try_from("a".repeat(33)).is_err());
    }
}
