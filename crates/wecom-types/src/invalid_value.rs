//! `InvalidValue`: why a text is no value of a type.

/// Why a text is not a value of the type it was meant for. The message tells what would be right and follows the name
/// of the field; it never shows the text, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidValue {
    /// There is nothing in it.
    #[error("must not be empty")]
    Empty {
        /// The type that was wanted.
        type_name: &'static str,
    },
    /// It is longer than WeCom ever makes one.
    #[error("must be at most {max} bytes long")]
    TooLong {
        /// The type that was wanted.
        type_name: &'static str,
        /// The most that is allowed, in bytes.
        max: usize,
    },
    /// It has a character that no such value has.
    #[error("must not contain white space or control characters")]
    ForbiddenCharacter {
        /// The type that was wanted.
        type_name: &'static str,
    },
    /// It is not a positive whole number.
    #[error("must be a positive whole number")]
    NotANumber {
        /// The type that was wanted.
        type_name: &'static str,
    },
}

/// Accepts 1 to `max` bytes without white space and control characters.
pub(crate) fn check(type_name: &'static str, text: &str, max: usize) -> Result<(), InvalidValue> {
    if text.is_empty() {
        return Err(InvalidValue::Empty { type_name });
    }
    if text.len() > max {
        return Err(InvalidValue::TooLong { type_name, max });
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(InvalidValue::ForbiddenCharacter { type_name });
    }
    Ok(())
}
