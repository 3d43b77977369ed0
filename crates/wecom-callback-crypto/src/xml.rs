//! The envelopes in XML, and the events within, which are XML too.
//!
//! Elements may come in any order and with blanks between them. A text is given without the blanks around it, for
//! WeCom's own sample has one before a CDATA section
//! ([97173](https://developer.work.weixin.qq.com/document/path/97173)), and on request [as it was sent](Fields::get_as_sent). There is no way to a document type definition, to an
//! entity that is not one of XML's five, or to anything outside the document. An element may be there many times; where
//! two readers could then disagree which one counts, [`Fields::expect_once`] refuses it.

mod fields;
mod read;
mod write;

use self::read::Kept;
pub use self::{
    fields::Fields,
    write::{write_envelope, write_reply},
};
pub use crate::{Envelope, LIMIT_BYTES};
use crate::{Error, envelope::text};

/// Elements within one another, the root counted, before [`Error::TooDeep`].
pub const LIMIT_DEPTH: usize = 16;

/// Reads the body of a callback of at most [`LIMIT_BYTES`]; elements other than the known are ignored, and take no memory.
///
/// # Errors
/// As [`parse_fields`]; [`Error::Repeated`] for a `ToUserName` or an `Encrypt` that is there twice, [`Error::Missing`]
/// without `Encrypt`.
pub fn parse_envelope(xml: impl AsRef<[u8]>) -> Result<Envelope, Error> {
    parse_envelope_within(xml, LIMIT_BYTES)
}

/// Reads the body of a callback of at most `limit_bytes`.
///
/// # Errors
/// As [`parse_envelope`].
pub fn parse_envelope_within(xml: impl AsRef<[u8]>, limit_bytes: usize) -> Result<Envelope, Error> {
    let fields = read::read(text(xml.as_ref(), limit_bytes)?, Kept::Named(&["ToUserName", "AgentID", "Encrypt"]))?;
    fields.expect_once(&["ToUserName", "Encrypt"])?;
    let text = |name| fields.get(name).unwrap_or_default().to_owned();
    Envelope { to_user_name: text("ToUserName"), agent_id: text("AgentID"), encrypt: text("Encrypt") }.filled()
}

/// Reads a decrypted event of at most [`LIMIT_BYTES`].
///
/// # Errors
/// [`Error::TooLong`], [`Error::NotUtf8`], [`Error::Xml`], [`Error::Doctype`], [`Error::TooDeep`], [`Error::Missing`] when
/// the root is not `xml`.
pub fn parse_fields(xml: impl AsRef<[u8]>) -> Result<Fields, Error> {
    parse_fields_within(xml, LIMIT_BYTES)
}

/// Reads a decrypted event of at most `limit_bytes`.
///
/// # Errors
/// As [`parse_fields`].
pub fn parse_fields_within(xml: impl AsRef<[u8]>, limit_bytes: usize) -> Result<Fields, Error> {
    read::read(text(xml.as_ref(), limit_bytes)?, Kept::All)
}
