//! `Error`: what can be wrong with a key, a callback or an envelope, with WeCom's code for it.

use alloc::{format, string::String};

/// Why a key, a callback or an envelope was refused; no variant holds a secret, or a part of a message that is an XML or JSON
/// document or an echo, whatever a sender without the key does to a captured one.
///
/// An error is therefore safe to log. For an answer, choose a text of your own: the kind of error tells somebody who has
/// the Token, but not the key, something about the messages that they captured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `msg_signature` is not the signature of this token, timestamp, nonce and ciphertext.
    #[error("msg_signature does not fit")]
    Signature,

    /// The envelope or the event is longer than the limit.
    #[error(
        "the document has {bytes} bytes and the limit is {limit_bytes}; the function ending in `_within` takes a larger one"
    )]
    TooLong {
        /// How long the document is, in bytes.
        bytes: usize,
        /// The limit that was in force, in bytes.
        limit_bytes: usize,
    },
    /// The envelope is not UTF-8.
    #[error("the document is not UTF-8")]
    NotUtf8,
    /// The XML is not well-formed, or uses an entity of its own.
    #[error("the XML cannot be read at byte {position}")]
    Xml {
        /// Bytes from the start of the document.
        position: u64,
    },
    /// The XML has a document type definition, which no callback of WeCom has.
    #[error("the XML has a document type definition")]
    Doctype,
    /// The XML is nested deeper than any callback of WeCom.
    #[error("the XML is nested deeper than {limit} elements")]
    TooDeep {
        /// The limit that was in force, in elements.
        limit: usize,
    },
    /// The JSON is not well-formed, repeats a key or has a value of the wrong type.
    #[error("the JSON cannot be read at line {line}, column {column}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// An element that can only be there once is there twice.
    #[error("the element {name} is there twice")]
    Repeated {
        /// The element's name.
        name: String,
    },
    /// An element, or a parameter of the query, that must be there is missing or empty.
    #[error("{name} is missing or empty")]
    Missing {
        /// The element's or the parameter's name.
        name: &'static str,
    },

    /// The callback token is empty: anyone could sign with it.
    #[error("the callback token is empty")]
    EmptyToken,

    /// The `EncodingAESKey` is not 43 characters of `[A-Za-z0-9]`.
    #[error("the EncodingAESKey must be 43 characters of A-Z, a-z and 0-9")]
    IllegalAesKey,

    /// The message is meant for someone else.
    #[error("{}", refused(receive_id.as_deref(), *bytes))]
    ReceiveId {
        /// The receiveid, if it has the form of one, at most 64 of `[A-Za-z0-9_-]`, and stands behind a message that ends
        /// in `>` or `}` as documents do, with 13 bytes at least. Anything else may be a part of the message: whoever has
        /// the Token can have a captured message end earlier.
        receive_id: Option<String>,
        /// How long it is, in bytes.
        bytes: usize,
    },

    /// The message is too long to be encrypted: its length does not fit the 32 bits there are for it.
    #[error("the message is too long to be encrypted")]
    MessageTooLong,

    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Random,

    /// The ciphertext is empty or no multiple of 16 bytes.
    #[error("the ciphertext has {bytes} bytes, which is not a positive multiple of 16")]
    CiphertextLength {
        /// How many bytes it has.
        bytes: usize,
    },

    /// The padding is not 1 to 32 bytes that all give their own number.
    #[error("the decrypted buffer has wrong padding")]
    Padding,
    /// The message would reach beyond the decrypted buffer.
    #[error("the decrypted buffer is shorter than the message it announces")]
    MessageLength,
    /// The message or its receiveid is not UTF-8.
    #[error("the decrypted message is not UTF-8")]
    MessageNotUtf8,

    /// The ciphertext is not canonical base64.
    #[error("the ciphertext is not base64")]
    Base64,

    /// The timestamp or the nonce has a blank, a control character or one beyond ASCII, which an envelope may not
    /// carry unchanged.
    #[error("the {name} is not printable ASCII")]
    Unwritable {
        /// `timestamp` or `nonce`.
        name: &'static str,
    },
}

impl Error {
    /// The return code that WeCom's own WXBizMsgCrypt libraries have for this, from -40001 to -40011
    /// ([90307](https://developer.work.weixin.qq.com/document/path/90307), [90468](https://developer.work.weixin.qq.com/document/path/90468)).
    ///
    /// -40003 (the signature cannot be computed) stands for an empty token; -40009 (base64 encoding) cannot happen.
    pub fn code(&self) -> i32 {
        match self {
            Self::Signature => -40001,
            Self::TooLong { .. }
            | Self::NotUtf8
            | Self::Xml { .. }
            | Self::Doctype
            | Self::TooDeep { .. }
            | Self::Json { .. }
            | Self::Repeated { .. }
            | Self::Missing { .. } => -40002,
            Self::EmptyToken => -40003,
            Self::IllegalAesKey => -40004,
            Self::ReceiveId { .. } => -40005,
            Self::MessageTooLong | Self::Random => -40006,
            Self::CiphertextLength { .. } => -40007,
            Self::Padding | Self::MessageLength | Self::MessageNotUtf8 => -40008,
            Self::Base64 => -40010,
            Self::Unwritable { .. } => -40011,
        }
    }
}

fn refused(receive_id: Option<&str>, bytes: usize) -> String {
    match receive_id {
        Some(receive_id) => format!("the message is for receiveid {receive_id:?}, which is not accepted here"),
        None => format!("the message is for a receiveid of {bytes} bytes that is not shown"),
    }
}
