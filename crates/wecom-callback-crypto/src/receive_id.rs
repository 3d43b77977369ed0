//! Which receiveid of a refused message may be shown: one that cannot be a part of the message.

/// Longest receiveid that is shown; WeCom's own have 18 to 32 characters.
const LONGEST: usize = 64;

/// Bytes of a message that somebody without the key can change at will: they share a block of the ciphertext with the length,
/// and the block before it, which changes them, holds nothing but random bytes.
const CHANGEABLE: usize = 12;

/// The receiveid, if it has the form of one, at most 64 of `[A-Za-z0-9_-]`, and stands behind a document.
///
/// A sender who knows the Token but not the key can take a captured message and move the border between text and receiveid:
/// what then stands in the place of the receiveid is the rest of the text. An XML or JSON document ends in a character that
/// no receiveid has, so no rest of it has the form of one; of a text without such an end, as the echo of a verification is,
/// nothing is shown.
pub(crate) fn shown<'a>(message: &str, receive_id: &'a str) -> Option<&'a str> {
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let has_form = receive_id.len() <= LONGEST && receive_id.bytes().all(is_of_id);
    (has_form && ends_a_document(message)).then_some(receive_id)
}

/// Whether a message ends as a document does, in a byte that nobody could change.
fn ends_a_document(message: &str) -> bool {
    let text = message.trim_end();
    text.len() > CHANGEABLE && text.ends_with(['>', '}'])
}
