//! The secrets of a client.

use std::fmt;

use element_type::SecretText;
use serde::Deserialize;

/// The secrets of a client: a list, or a text with blanks or line ends between them, as a file has it.
#[derive(Clone, Default, Deserialize)]
#[serde(untagged)]
pub enum Secrets {
    /// Nothing.
    #[default]
    None,
    /// A text.
    Text(SecretText),
    /// A list.
    List(Vec<SecretText>),
}

impl Secrets {
    /// Each of them.
    pub(super) fn each(&self) -> Vec<SecretText> {
        match self {
            Self::None => Vec::new(),
            Self::Text(text) => text.expose_secret().split_whitespace().map(SecretText::new).collect(),
            Self::List(secrets) => secrets.clone(),
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets([redacted])")
    }
}

/// Whether a secret is of the letters that every way of sending it keeps: HTTP Basic form-encodes it (RFC 6749, section
/// 2.3.1), and many clients do not.
pub(super) fn is_well_formed(secret: &SecretText) -> bool {
    let text = secret.expose_secret();
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
