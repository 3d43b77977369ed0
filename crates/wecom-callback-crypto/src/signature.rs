//! `Signature`: the SHA-1 that proves who sent a callback
//! ([91144](https://developer.work.weixin.qq.com/document/path/91144)).

use alloc::{string::String, vec::Vec};

use sha1::block_api::compress;
use subtle::ConstantTimeEq;

const CHARACTERS: usize = 40;
/// Bytes that SHA-1 takes at once.
const BLOCK: usize = 64;
/// Bytes of the length in bits, which SHA-1 ends with.
const LENGTH: usize = 8;
/// The padding that SHA-1 puts after the text, up to the last eight bytes of a block, which hold the length.
const PADDING: [u8; BLOCK] = {
    let mut padding = [0; BLOCK];
    padding[0] = 0x80;
    padding
};

/// A `msg_signature`: 40 lower-case hexadecimal digits, eight in a number.
pub(crate) struct Signature([u64; CHARACTERS / 8]);

impl Signature {
    /// Signs the four strings: sorted by their bytes, joined without separators, hashed.
    ///
    /// `buffer` is overwritten and grows as needed; it is the caller's so that it can be of use a second time.
    pub(crate) fn of(token: &[u8], [timestamp, nonce]: [&str; 2], encrypt: &str, buffer: &mut Vec<u8>) -> Self {
        let mut parts = [token, timestamp.as_bytes(), nonce.as_bytes(), encrypt.as_bytes()].map(Part::new);
        for (a, b) in [(0, 1), (2, 3), (0, 2), (1, 3), (1, 2)] {
            if parts[b] < parts[a] {
                parts.swap(a, b);
            }
        }
        let bytes = parts.iter().map(|part| part.bytes.len()).sum();
        buffer.clear();
        buffer.reserve_exact(padded(bytes));
        for part in parts {
            buffer.extend_from_slice(part.bytes);
        }
        Self(sha1(buffer).map(hexadecimal))
    }

    /// Whether `given` is this signature; takes equally long wherever the two differ.
    pub(crate) fn matches(&self, given: &str) -> bool {
        let Ok(given) = <&[u8; CHARACTERS]>::try_from(given.as_bytes()) else { return false };
        let pairs = self.0.iter().zip(given.as_chunks().0);
        let difference = pairs.fold(0, |all, (ours, theirs)| all | (ours ^ u64::from_be_bytes(*theirs)));
        difference.ct_eq(&0).into()
    }

    pub(crate) fn into_string(self) -> String {
        let digits = self.0.map(u64::to_be_bytes).as_flattened().to_vec();
        String::from_utf8(digits).unwrap_or_default()
    }
}

/// A string in the order of its bytes: the first eight, as a number, decide nearly always.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part<'a> {
    start: u64,
    bytes: &'a [u8],
}

impl<'a> Part<'a> {
    #[inline]
    fn new(bytes: &'a [u8]) -> Self {
        let start = match bytes.first_chunk() {
            Some(start) => u64::from_be_bytes(*start),
            None => bytes.iter().rev().fold(0, |start, byte| start >> 8 | u64::from(*byte) << 56),
        };
        Self { start, bytes }
    }
}

/// Hashes `buffer` after padding it: in one piece, which is quicker than to feed a hasher with pieces.
fn sha1(buffer: &mut Vec<u8>) -> [u32; 5] {
    let bytes = buffer.len();
    buffer.extend_from_slice(&PADDING[..padded(bytes) - bytes - LENGTH]);
    buffer.extend_from_slice(&(bytes as u64 * 8).to_be_bytes());
    let mut state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    compress(&mut state, buffer.as_chunks::<BLOCK>().0);
    state
}

fn padded(bytes: usize) -> usize {
    (bytes + 1 + LENGTH).next_multiple_of(BLOCK)
}

/// Eight digits at once and without a table, so that no look-up depends on what a forger wants to know.
fn hexadecimal(word: u32) -> u64 {
    let mut digits = u64::from(word);
    digits = (digits | digits << 16) & 0x0000_ffff_0000_ffff;
    digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff;
    digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    let letters = (digits + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    digits + 0x3030_3030_3030_3030 + letters * u64::from(b'a' - b'9' - 1)
}
