//! The plaintext's layout: `random(16) ‖ length(4) ‖ message ‖ receiveid ‖ padding`
//! ([91144](https://developer.work.weixin.qq.com/document/path/91144)).

use alloc::{string::String, vec::Vec};

use crate::{Error, Message, cipher::BLOCK, random::RandomBytes};

/// Random bytes and the message's length, which come before the message.
const HEAD: usize = BLOCK + 4;
/// WeCom pads to 32 bytes, not to AES's 16.
const PADDED_TO: usize = 32;

/// Lays a message out, padded.
pub(crate) fn pack(message: Message<'_>, random: RandomBytes) -> Result<Vec<u8>, Error> {
    let Message { text, receive_id } = message;
    let message_length = u32::try_from(text.len()).map_err(|_| Error::MessageTooLong)?;
    let mut buffer = Vec::with_capacity(2 * (HEAD + text.len() + receive_id.len() + PADDED_TO));
    buffer.extend_from_slice(&random);
    buffer.extend_from_slice(&message_length.to_be_bytes());
    buffer.extend_from_slice(text.as_bytes());
    buffer.extend_from_slice(receive_id.as_bytes());
    let padding = PADDED_TO - buffer.len() % PADDED_TO;
    let value = u8::try_from(padding).unwrap_or_default();
    buffer.resize(buffer.len() + padding, value);
    Ok(buffer)
}

/// The message and the receiveid, one after the other, and the message's length in bytes.
#[inline]
pub(crate) fn unpack(mut buffer: Vec<u8>) -> Result<(String, usize), Error> {
    let length = unpadded_length(&buffer)?;
    let Some((head, rest)) = buffer[..length].split_first_chunk::<HEAD>() else { return Err(Error::MessageLength) };
    let [.., a, b, c, d] = *head;
    let message_length = usize::try_from(u32::from_be_bytes([a, b, c, d])).map_err(|_| Error::MessageLength)?;
    if message_length > rest.len() {
        return Err(Error::MessageLength);
    }
    buffer.copy_within(HEAD..length, 0);
    buffer.truncate(length - HEAD);
    let text = String::from_utf8(buffer).map_err(|_| Error::MessageNotUtf8)?;
    if text.is_char_boundary(message_length) { Ok((text, message_length)) } else { Err(Error::MessageNotUtf8) }
}

/// A file without its padding.
pub(crate) fn unpad(mut file: Vec<u8>) -> Result<Vec<u8>, Error> {
    file.truncate(unpadded_length(&file)?);
    Ok(file)
}

/// Every byte of the padding is looked at; WeCom's own libraries look at the last one only.
fn unpadded_length(buffer: &[u8]) -> Result<usize, Error> {
    let last = *buffer.last().ok_or(Error::Padding)?;
    let padding = usize::from(last);
    if !(1..=PADDED_TO).contains(&padding) {
        return Err(Error::Padding);
    }
    let length = buffer.len().checked_sub(padding).ok_or(Error::Padding)?;
    let is_whole = match buffer.last_chunk::<PADDED_TO>() {
        Some(end) => ends_in(end, last),
        None => buffer[length..].iter().all(|byte| *byte == last),
    };
    if is_whole { Ok(length) } else { Err(Error::Padding) }
}

/// Whether as many bytes as `padding` says, at most 32, have this value; looks at all of them at once.
fn ends_in(end: &[u8; PADDED_TO], padding: u8) -> bool {
    let (halves, _) = end.as_chunks::<BLOCK>();
    let value = u128::from_be_bytes([padding; BLOCK]);
    let beyond = u32::from(padding) * 8;
    let mut difference = 0;
    for (half, bits) in halves.iter().zip([beyond.saturating_sub(u128::BITS), beyond.min(u128::BITS)]) {
        let all = u128::from_be_bytes(*half) ^ value;
        difference |= all.checked_shl(u128::BITS - bits).unwrap_or_default();
    }
    difference == 0
}
