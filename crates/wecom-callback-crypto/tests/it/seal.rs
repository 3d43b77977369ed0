//! What can be sealed.

use wecom_callback_crypto::Error;

use super::{RANDOM, SUITE_ID, crypto};

#[test]
fn a_timestamp_or_nonce_that_an_envelope_would_change_is_refused() {
    let seal = |timestamp: &str, nonce: &str| crypto().seal("hello", SUITE_ID, timestamp, nonce, RANDOM).map(drop);
    assert_eq!(seal("1700000000", "a]]>&<\"'"), Ok(()));
    for text in [" 1", "1\n", "1\r", "\0", "１", "\u{ffff}"] {
        assert_eq!(seal(text, "1"), Err(Error::Unwritable { name: "timestamp" }), "{text:?}");
        assert_eq!(seal("1", text).unwrap_err().code(), -40011, "{text:?}");
    }
}

#[test]
fn equal_messages_look_different_with_different_random_bytes() {
    let one = crypto().encrypt("hello", SUITE_ID, [1; 16]).unwrap();
    let two = crypto().encrypt("hello", SUITE_ID, [2; 16]).unwrap();
    let blocks = |encrypt: &str| base64_simd::STANDARD.decode_to_vec(encrypt).unwrap();
    let same = blocks(&one).chunks(16).zip(blocks(&two).chunks(16)).filter(|(a, b)| a == b).count();
    assert_eq!(same, 0);
}
