//! The form of receiveids, which says what of a refused message may be shown.

/// Longest receiveid that is shown; WeCom's own have 18 to 32 characters.
const LONGEST: usize = 64;

/// The receiveid, if it has the form of one: at most 64 of `[A-Za-z0-9_-]`.
///
/// A sender who knows the Token but not the key can take a captured message and move the border between text and
/// receiveid. The bytes that then stand in the place of the receiveid are a part of the text, up to its end, and no XML
/// or JSON document ends in such a character.
pub(crate) fn shown(receive_id: &str) -> Option<&str> {
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (receive_id.len() <= LONGEST && receive_id.bytes().all(is_of_id)).then_some(receive_id)
}
