//! Properties of any input.

use proptest::prelude::*;

use wecom_callback_crypto::{Message, Query};

use super::{SUITE_ID, crypto, crypto_of, open_signed, seal};

proptest! {
    #[test]
    fn what_was_sealed_opens(message in "\\PC{0,300}", receive_id in "\\PC{0,40}", nonce in "[!-~]{0,20}", random: [u8; 16]) {
        let query = Query { timestamp: "1700000000", nonce: nonce.as_str(), ..Query::default() };
        let plain = Message { text: &message, receive_id: &receive_id };
        let sealed = crypto().seal_with_random_bytes(&query, plain, random).unwrap();
        let opened = crypto().open(&sealed.query(), &sealed.encrypt).unwrap();
        prop_assert_eq!(opened.receive_id(), receive_id.as_str());
        prop_assert_eq!(opened.expect_receive_id([receive_id]).unwrap(), message);
    }

    #[test]
    fn a_flipped_bit_in_any_part_is_refused(message in "[a-z]{0,60}", place in any::<prop::sample::Index>(), bit in 0..7_u8) {
        let sealed = seal(&message, SUITE_ID);
        let parts = [&sealed.msg_signature, &sealed.timestamp, &sealed.nonce, &sealed.encrypt];
        let mut bytes: Vec<Vec<u8>> = parts.map(|part| part.clone().into_bytes()).to_vec();
        let lengths: usize = bytes.iter().map(Vec::len).sum();
        *bytes.iter_mut().flatten().nth(place.index(lengths)).unwrap() ^= 1 << bit;
        let texts: Vec<String> = bytes.into_iter().map(|part| String::from_utf8(part).unwrap()).collect();
        let [msg_signature, timestamp, nonce, encrypt] = [0, 1, 2, 3].map(|part| texts[part].as_str());
        let opened = crypto().open(&Query { msg_signature, timestamp, nonce, echostr: None }, encrypt);
        prop_assert_eq!(opened.unwrap_err().code(), -40001);
    }

    #[test]
    fn junk_is_refused_and_never_panics(signature in "\\PC{0,60}", timestamp in "\\PC*", nonce in "\\PC*", encrypt in "\\PC*") {
        let opened = crypto().open(&Query { msg_signature: signature, timestamp, nonce, echostr: None }, &encrypt);
        prop_assert!(opened.is_err());
    }

    #[test]
    fn a_signed_ciphertext_of_junk_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let encrypt = base64_simd::STANDARD.encode_to_string(bytes);
        if let Err(error) = open_signed(&encrypt) {
            prop_assert!(matches!(error.code(), -40007 | -40008), "{}", error);
        }
    }

    #[test]
    fn any_text_is_a_key_or_is_refused(text in "\\PC{0,50}") {
        let is_key = text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        prop_assert_eq!(crypto_of("token", &text).is_ok(), is_key);
    }
}
