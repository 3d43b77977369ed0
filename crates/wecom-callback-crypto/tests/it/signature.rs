//! The fields that a signature covers, and its form.

use proptest::prelude::*;
use wecom_callback_crypto::{Error, Query};

use super::{SUITE_ID, TOKEN, crypto, crypto_of, seal};

#[test]
fn a_signature_in_any_other_form_is_refused() {
    let sealed = seal("hello", SUITE_ID);
    let right = sealed.msg_signature.as_str();
    let wrong = [
        String::new(),
        right.to_uppercase(),
        right[..39].to_owned(),
        format!("{right}0"),
        format!("{right} "),
        format!("{}é", &right[..38]),
        "0".repeat(40),
    ];
    let verify =
        |msg_signature: &str| crypto().verify(&Query { msg_signature, ..sealed.query() }, &sealed.encrypt).map(drop);
    assert_eq!(verify(right), Ok(()));
    for signature in wrong {
        assert_eq!(verify(&signature), Err(Error::Signature), "{signature:?}");
    }
}

#[test]
fn each_character_of_a_signature_counts() {
    let sealed = seal("hello", SUITE_ID);
    for place in 0..40 {
        let mut signature = sealed.msg_signature.clone().into_bytes();
        signature[place] = if signature[place] == b'0' { b'1' } else { b'0' };
        let msg_signature = str::from_utf8(&signature).unwrap();
        let verified = crypto().verify(&Query { msg_signature, ..sealed.query() }, &sealed.encrypt).map(drop);
        assert_eq!(verified, Err(Error::Signature), "character {place}");
    }
}

#[test]
fn two_differences_that_are_alike_do_not_make_up_for_each_other() {
    let sealed = seal("hello", SUITE_ID);
    for (a, b) in [(0, 8), (7, 15), (8, 32)] {
        let mut signature = sealed.msg_signature.clone().into_bytes();
        signature[a] ^= 1;
        signature[b] ^= 1;
        let msg_signature = str::from_utf8(&signature).unwrap();
        let verified = crypto().verify(&Query { msg_signature, ..sealed.query() }, &sealed.encrypt).map(drop);
        assert_eq!(verified, Err(Error::Signature), "characters {a} and {b}");
    }
}

#[test]
fn timestamp_nonce_ciphertext_and_token_are_all_signed() {
    let sealed = seal("hello", SUITE_ID);
    let query = sealed.query();
    let other = seal("other", SUITE_ID).encrypt;
    let cases = [
        ("timestamp", crypto(), Query { timestamp: "1700000001", ..query }, &sealed.encrypt),
        ("nonce", crypto(), Query { nonce: "1372623140", ..query }, &sealed.encrypt),
        ("encrypt", crypto(), query, &other),
        ("token", crypto_of("another", super::KEY).unwrap(), query, &sealed.encrypt),
    ];
    for (changed, crypto, query, encrypt) in cases {
        assert_eq!(crypto.open(&query, encrypt).unwrap_err(), Error::Signature, "{changed}");
    }
}

#[test]
fn the_signature_is_looked_at_before_the_ciphertext() {
    let query = Query { msg_signature: "00", timestamp: "1", nonce: "2", echostr: None };
    for encrypt in ["", "not base64", "QUFB"] {
        assert_eq!(crypto().open(&query, encrypt).unwrap_err(), Error::Signature, "{encrypt:?}");
    }
}

proptest! {
    #[test]
    fn a_signature_is_the_sha1_of_the_sorted_parts(
        timestamp in "[0-9]{0,12}",
        nonce in "\\PC{0,40}",
        encrypt in "[A-Za-z0-9+/=]{0,200}",
    ) {
        use sha1::{Digest, Sha1};
        let mut parts = [TOKEN, &timestamp, &nonce, &encrypt];
        parts.sort_unstable();
        let digest = Sha1::digest(parts.concat());
        let expected = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        let query = Query { timestamp: timestamp.as_str(), nonce: &nonce, ..Query::default() };
        prop_assert_eq!(crypto().sign(&query, &encrypt), expected);
    }
}
