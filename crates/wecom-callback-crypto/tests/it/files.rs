//! Images and files of messages to a bot, which are sealed with the key alone.

use proptest::prelude::*;
use wecom_callback_crypto::Error;

use super::{crypto, plaintext::encrypt_blocks};

/// As WeCom does it: padded to 32 bytes.
fn seal_file(content: &[u8]) -> Vec<u8> {
    let padding = 32 - content.len() % 32;
    encrypt_blocks(&[content, &vec![u8::try_from(padding).unwrap(); padding]].concat())
}

#[test]
fn a_file_of_any_length_is_decrypted_byte_for_byte() {
    for length in 0..=65_usize {
        let content: Vec<u8> = (0..length).map(|byte| u8::try_from(255 - byte).unwrap()).collect();
        assert_eq!(crypto().decrypt_file(seal_file(&content)).unwrap(), content, "{length} bytes");
    }
}

#[test]
fn a_file_that_is_cut_short_or_wrongly_padded_is_refused() {
    let sealed = seal_file(&[0xff; 100]);
    assert_eq!(crypto().decrypt_file(&sealed[..sealed.len() - 1]), Err(Error::CiphertextLength { bytes: 127 }));
    assert_eq!(crypto().decrypt_file([]), Err(Error::CiphertextLength { bytes: 0 }));
    assert_eq!(crypto().decrypt_file(&sealed[..96]), Err(Error::Padding));
    assert_eq!(crypto().decrypt_file(encrypt_blocks(&[33; 64])), Err(Error::Padding));
    assert_eq!(crypto().decrypt_file(encrypt_blocks(&[0; 32])), Err(Error::Padding));
}

proptest! {
    #[test]
    fn junk_for_a_file_never_panics(junk in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = crypto().decrypt_file(junk);
    }
}
