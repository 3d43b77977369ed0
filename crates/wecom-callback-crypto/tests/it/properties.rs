//! What holds for any input.

use proptest::prelude::*;

use super::{RANDOM, SUITE_ID, crypto, crypto_of};

proptest! {
    #[test]
    fn what_was_sealed_opens(message in "\\PC{0,300}", receive_id in "\\PC{0,40}", nonce in "[!-~]{0,20}", random: [u8; 16]) {
        let sealed = crypto().seal(&message, &receive_id, "1700000000", &nonce, random).unwrap();
        let opened = crypto().open(&sealed.msg_signature, &sealed.timestamp, &sealed.nonce, &sealed.encrypt).unwrap();
        prop_assert_eq!(opened.receive_id(), receive_id.as_str());
        prop_assert_eq!(opened.expect_receive_id([receive_id]).unwrap(), message);
    }

    #[test]
    fn a_flipped_bit_in_any_part_is_refused(message in "[a-z]{0,60}", place in any::<prop::sample::Index>(), bit in 0..7_u8) {
        let sealed = crypto().seal(&message, SUITE_ID, "1700000000", "1372623149", RANDOM).unwrap();
        let parts = [&sealed.msg_signature, &sealed.timestamp, &sealed.nonce, &sealed.encrypt];
        let mut bytes: Vec<Vec<u8>> = parts.map(|part| part.clone().into_bytes()).to_vec();
        let lengths: usize = bytes.iter().map(Vec::len).sum();
        *bytes.iter_mut().flatten().nth(place.index(lengths)).unwrap() ^= 1 << bit;
        let texts: Vec<String> = bytes.into_iter().map(|part| String::from_utf8(part).unwrap()).collect();
        let opened = crypto().open(&texts[0], &texts[1], &texts[2], &texts[3]);
        prop_assert_eq!(opened.unwrap_err().code(), -40001);
    }

    #[test]
    fn junk_is_refused_and_never_panics(signature in "\\PC{0,60}", timestamp in "\\PC*", nonce in "\\PC*", encrypt in "\\PC*") {
        prop_assert!(crypto().open(&signature, &timestamp, &nonce, &encrypt).is_err());
    }

    #[test]
    fn a_signed_ciphertext_of_junk_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let encrypt = base64_simd::STANDARD.encode_to_string(bytes);
        let signature = crypto().sign("1", "2", &encrypt);
        if let Err(error) = crypto().open(&signature, "1", "2", &encrypt) {
            prop_assert!(matches!(error.code(), -40007 | -40008), "{}", error);
        }
    }

    #[test]
    fn any_text_is_a_key_or_is_refused(text in "\\PC{0,50}") {
        let is_key = text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        prop_assert_eq!(crypto_of("token", &text).is_ok(), is_key);
    }
}
