//! Why a callback is refused: a fixed text for each kind of failure, so that the answer tells nothing of what was sealed
//! in the message. Details are the cause, which is logged and not answered.

use std::{error::Error, fmt};

use error_chain::ErrorChain;
use login_type::{CallError, ErrorKind};
use wecom_callback_crypto::Error as Unreadable;

/// Longest id or echo.
const LONGEST: usize = 64;

/// Fewest characters of a company's id: the documented ones have 18 and more.
const SHORTEST_CORP_ID: usize = 16;

/// How the ids of companies begin: a company's own, one of before 2017, and those that a provider sees (97104).
const CORP_PREFIXES: [&str; 4] = ["ww", "wx", "wp", "wo"];

/// Whether a text has the form of WeCom's ids, and of the echoes of its URL verification: 1 to 64 letters, digits, `-`
/// and `_`.
pub fn has_form_of_id(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether a text has the whole form of a company's id. Little else has it: not what a forger without the key can have a
/// piece of somebody's message end in.
pub fn has_form_of_corp_id(text: &str) -> bool {
    text.len() >= SHORTEST_CORP_ID
        && CORP_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
        && has_form_of_id(text)
}

/// The echo of a URL verification; whom it is for is the caller's to check, or pieces of a message would pass for one.
/// Anything else that was sealed with the key, such as an event that somebody captured and signed anew, is refused like a
/// message that does not open: the address would decrypt for everybody who has the Token otherwise.
///
/// # Errors
/// It is no echo.
pub fn echo(text: &str) -> Result<String, CallError> {
    if has_form_of_id(text) { Ok(text.to_owned()) } else { Err(not_opened("the decrypted text is not an echo")) }
}

/// The error for what cannot be read.
pub fn malformed(what: &str, error: &dyn fmt::Display) -> CallError {
    CallError::new(ErrorKind::Malformed, format!("{what}: {error}"))
}

/// The error for a decrypted message that cannot be read; the log says why.
pub fn unreadable(error: &Unreadable) -> CallError {
    not_opened(format!("-40002: the message cannot be read: {}", error.chain()))
}

/// The error for a request that no token here signed.
pub fn not_signed() -> CallError {
    let message = "msg_signature does not fit (-40001): the Token here and the one in WeCom's console differ, or this is \
                   not WeCom";
    CallError::new(ErrorKind::Forged, message)
}

/// The error for what is signed rightly and holds nothing that can be used: one text whether it does not open, cannot be
/// read, is no echo or is for somebody else. The difference would tell a bearer of the Token, a byte at a time, what is in a
/// message. The cause is logged.
pub fn not_opened(cause: impl Into<Box<dyn Error + Send + Sync>>) -> CallError {
    let message = "msg_signature fits, but the message cannot be opened (-40007) or read (-40002), or its receiveid or \
                   SuiteId is somebody else's (-40005): the EncodingAESKey here and the one in WeCom's console differ, or the corp ids do, or this \
                   is not WeCom's message; the log says which";
    CallError::new(ErrorKind::Forged, message).caused_by(cause)
}

/// The error for a message whose receiveid is nobody's here; `expected` says, for the log, whose it would have to be.
pub fn for_somebody_else(expected: &str, receive_id: &str) -> CallError {
    // A forger can move a part of the message to where the receiveid is.
    let shown = if has_form_of_corp_id(receive_id) { receive_id } else { "no company's id" };
    not_opened(format!("-40005: the receiveid is {shown}, not {expected}"))
}
