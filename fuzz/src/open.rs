//! Fuzzes what a sender who knows the token could send, and what one without it could.
#![no_main]

use aes::{
    Aes256, Block,
    cipher::{BlockModeEncrypt, KeyIvInit},
};
use libfuzzer_sys::fuzz_target;
use wecom_callback_crypto::{CallbackToken, Crypto, EncodingAesKey, Error};

const TOKEN: &str = "DkTok3nForTests";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

fuzz_target!(|data: &[u8]| {
    let crypto = Crypto::new(CallbackToken::new(TOKEN).unwrap(), KEY.parse().unwrap());
    buffer(&crypto, data);
    if let Ok(text) = str::from_utf8(data) {
        ciphertext(&crypto, text);
        forgery(&crypto, text);
        message(&crypto, text);
        let _ = EncodingAesKey::try_from(text);
    }
});

/// The data as the decrypted buffer: whatever opens is laid out as it should be.
fn buffer(crypto: &Crypto, data: &[u8]) {
    let key = base64_simd::forgiving_decode_to_vec(KEY.as_bytes()).unwrap();
    let mut cipher = data.to_vec();
    cipher.truncate(data.len() / 16 * 16);
    let (blocks, _) = Block::slice_as_chunks_mut(&mut cipher);
    cbc::Encryptor::<Aes256>::new_from_slices(&key, &key[..16]).unwrap().encrypt_blocks(blocks);
    let encrypt = base64_simd::STANDARD.encode_to_string(&cipher);
    match crypto.decrypt(&encrypt) {
        Ok(opened) => {
            let text = [opened.message_unchecked(), opened.receive_id()].concat();
            assert_eq!(text.as_bytes(), &data[20..20 + text.len()]);
            let padding = &data[20 + text.len()..cipher.len()];
            assert!((1..=32).contains(&padding.len()));
            assert!(padding.iter().all(|byte| usize::from(*byte) == padding.len()));
        }
        Err(error) if cipher.is_empty() => assert_eq!(error, Error::CiphertextLength { bytes: 0 }),
        Err(error) => assert_eq!(error.code(), -40008),
    }
}

/// The data as a rightly signed ciphertext.
fn ciphertext(crypto: &Crypto, encrypt: &str) {
    let signature = crypto.sign("1700000000", "1372623149", encrypt);
    if let Err(error) = crypto.open(&signature, "1700000000", "1372623149", encrypt) {
        assert!(matches!(error.code(), -40007 | -40008 | -40010));
    }
}

/// The data as the four parts of a callback.
fn forgery(crypto: &Crypto, text: &str) {
    let mut parts = text.splitn(4, '\n');
    let [signature, timestamp, nonce, encrypt] = [(); 4].map(|()| parts.next().unwrap_or_default());
    assert_eq!(crypto.open(signature, timestamp, nonce, encrypt).unwrap_err(), Error::Signature);
}

/// The data as a message and its receiveid: what was sealed opens.
fn message(crypto: &Crypto, text: &str) {
    let (message, receive_id) = text.split_once('\n').unwrap_or((text, ""));
    let sealed = crypto.seal(message, receive_id, "1700000000", "1372623149", [7; 16]).unwrap();
    let opened = crypto.open(&sealed.msg_signature, &sealed.timestamp, &sealed.nonce, &sealed.encrypt).unwrap();
    assert_eq!(opened.expect_receive_id([receive_id]).unwrap(), message);
}
