//! `Envelope`: what a callback's body holds, in XML as in JSON.

use alloc::string::String;

use crate::Error;

/// Bytes of an envelope or an event that are read unless the caller gives another limit to a function whose name ends in
/// `_within`: 1 MiB. An event may name 1,000 members or records.
pub const LIMIT_BYTES: usize = 1024 * 1024;

/// The body of a callback
/// ([96238](https://developer.work.weixin.qq.com/document/path/96238)): not secret, and nothing in it is proven before `encrypt` is verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope {
    /// The addressee of the callback: a suite id or a corpid; empty where the body does not say.
    pub to_user_name: String,
    /// The id of the app within the corp; empty for a suite's events, the first of several.
    pub agent_id: String,
    /// The ciphertext, in base64.
    pub encrypt: String,
}

impl Envelope {
    /// An envelope around a ciphertext that says neither whom it is for nor which app, for programs that play WeCom.
    pub fn new(encrypt: impl Into<String>) -> Self {
        Self { encrypt: encrypt.into(), ..Self::default() }
    }

    /// Addresses the envelope to a suite id or a corpid.
    #[must_use]
    pub fn with_to_user_name(self, to_user_name: impl Into<String>) -> Self {
        Self { to_user_name: to_user_name.into(), ..self }
    }

    /// Names the app within the corp.
    #[must_use]
    pub fn with_agent_id(self, agent_id: impl Into<String>) -> Self {
        Self { agent_id: agent_id.into(), ..self }
    }

    /// Refuses an envelope without content.
    pub(crate) fn filled(self) -> Result<Self, Error> {
        if self.encrypt.is_empty() { Err(Error::Missing { name: "Encrypt" }) } else { Ok(self) }
    }
}

/// The document as text, if it is short enough and UTF-8.
pub(crate) fn text(document: &[u8], limit_bytes: usize) -> Result<&str, Error> {
    if document.len() > limit_bytes {
        return Err(Error::TooLong { bytes: document.len(), limit_bytes });
    }
    let text = str::from_utf8(document).map_err(|_| Error::NotUtf8)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Without the blanks that both formats have around a value.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}
