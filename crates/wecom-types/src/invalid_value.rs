//! `InvalidValue`: why a text is no value of a type.

/// Why a text is not a value of the type it was meant for; names the type, never the text, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidValue {
    /// There is nothing in it.
    #[error("{type_name} is empty")]
    Empty {
        /// The type that was wanted.
        type_name: &'static str,
    },
    /// It is longer than WeCom ever makes one.
    #[error("{type_name} is longer than {max} bytes")]
    TooLong {
        /// The type that was wanted.
        type_name: &'static str,
        /// The most that is allowed, in bytes.
        max: usize,
    },
    /// It has a character that no such value has.
    #[error("{type_name} contains white space or a control character")]
    ForbiddenCharacter {
        /// The type that was wanted.
        type_name: &'static str,
    },
    /// It is not a positive whole number.
    #[error("{type_name} is not a positive whole number")]
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
