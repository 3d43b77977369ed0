//! Messages that can be sealed.

use wecom_callback_crypto::{Error, Message, Query};

use super::{RANDOM, SUITE_ID, crypto};

const HELLO: Message<'_> = Message { text: "hello", receive_id: SUITE_ID };

#[test]
fn a_timestamp_or_nonce_that_an_envelope_would_change_is_refused() {
    let seal = |timestamp: &str, nonce: &str| {
        let query = Query { timestamp, nonce, ..Query::default() };
        crypto().seal_with_random_bytes(&query, HELLO, RANDOM).map(drop)
    };
    assert_eq!(seal("1700000000", "a]]>&<\"'"), Ok(()));
    for text in [" 1", "1\n", "1\r", "\0", "１", "\u{ffff}"] {
        assert_eq!(seal(text, "1"), Err(Error::Unwritable { name: "timestamp" }), "{text:?}");
        assert_eq!(seal("1", text).unwrap_err().code(), -40011, "{text:?}");
    }
}

#[test]
fn equal_messages_look_different_with_different_random_bytes() {
    let one = crypto().encrypt_with_random_bytes(HELLO, [1; 16]).unwrap();
    let two = crypto().encrypt_with_random_bytes(HELLO, [2; 16]).unwrap();
    let blocks = |encrypt: &str| base64_simd::STANDARD.decode_to_vec(encrypt).unwrap();
    let same = blocks(&one).chunks(16).zip(blocks(&two).chunks(16)).filter(|(a, b)| a == b).count();
    assert_eq!(same, 0);
}

#[cfg(feature = "getrandom")]
#[test]
fn the_operating_system_gives_each_message_other_random_bytes() {
    let query = Query { timestamp: "1700000000", nonce: "1", ..Query::default() };
    let [one, two] = [(); 2].map(|()| crypto().seal(&query, HELLO).unwrap());
    assert_ne!(one.encrypt, two.encrypt);
    assert_ne!(crypto().encrypt(HELLO).unwrap(), crypto().encrypt(HELLO).unwrap());
    assert_eq!(crypto().open(&one.query(), &one.encrypt).unwrap().message_unchecked(), "hello");
    assert_eq!((one.timestamp.as_str(), one.nonce.as_str()), ("1700000000", "1"));
}

#[cfg(feature = "rand_core")]
#[test]
fn a_generator_of_ones_own_gives_the_random_bytes() {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    let query = Query { timestamp: "1700000000", nonce: "1", ..Query::default() };
    let mut generator = StdRng::seed_from_u64(7);
    let sealed = crypto().seal_with_rng(&query, HELLO, &mut generator).unwrap();
    let encrypted = crypto().encrypt_with_rng(HELLO, &mut generator).unwrap();
    let mut generator = StdRng::seed_from_u64(7);
    let mut next = || {
        let mut bytes = [0; 16];
        generator.fill_bytes(&mut bytes);
        crypto().encrypt_with_random_bytes(HELLO, bytes).unwrap()
    };
    assert_eq!(sealed.encrypt, next());
    assert_eq!(encrypted, next());
}
