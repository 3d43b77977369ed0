//! Fuzzes what a sender who knows the token could send, and what one without it could.
#![no_main]

use aes::{
    Aes256, Block,
    cipher::{BlockModeEncrypt, KeyIvInit},
};
use libfuzzer_sys::fuzz_target;
use wecom_callback_crypto::{CallbackToken, Crypto, EncodingAesKey, Error, Message, Query};

const TOKEN: &str = "DkTok3nForTests";
const QUERY: Query<&str> = Query { msg_signature: "", timestamp: "1700000000", nonce: "1372623149", echostr: None };
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
    file(crypto, &cipher, data);
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

/// The data as a decrypted file: the padding alone is taken off.
fn file(crypto: &Crypto, cipher: &[u8], data: &[u8]) {
    if let Ok(content) = crypto.decrypt_file(cipher) {
        assert_eq!(content, &data[..content.len()]);
        assert!((1..=32).contains(&(cipher.len() - content.len())));
    }
}

/// The data as a rightly signed ciphertext.
fn ciphertext(crypto: &Crypto, encrypt: &str) {
    let signature = crypto.sign(&QUERY, encrypt);
    if let Err(error) = crypto.open(&Query { msg_signature: signature.as_str(), ..QUERY }, encrypt) {
        assert!(matches!(error.code(), -40007 | -40008 | -40010));
    }
}

/// The data as the four parts of a callback.
fn forgery(crypto: &Crypto, text: &str) {
    let mut parts = text.splitn(4, '\n');
    let [msg_signature, timestamp, nonce, encrypt] = [(); 4].map(|()| parts.next().unwrap_or_default());
    let query = Query { msg_signature, timestamp, nonce, echostr: None };
    assert_eq!(crypto.open(&query, encrypt).unwrap_err(), Error::Signature);
}

/// The data as a message and its receiveid: what was sealed opens.
fn message(crypto: &Crypto, text: &str) {
    let (message, receive_id) = text.split_once('\n').unwrap_or((text, ""));
    let plain = Message { text: message, receive_id };
    let sealed = crypto.seal_with_random_bytes(&QUERY, plain, [7; 16]).unwrap();
    let opened = crypto.open(&sealed.query(), &sealed.encrypt).unwrap();
    refused(opened.clone().expect_receive_id(["?"]), message, receive_id);
    assert_eq!(opened.expect_receive_id([receive_id]).unwrap(), message);
}

/// A receiveid is shown where it has the form of one and stands behind a document: a part of a message in its place is not.
fn refused(opened: Result<String, Error>, message: &str, receive_id: &str) {
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let has_form = receive_id.len() <= 64 && receive_id.bytes().all(is_of_id);
    let text = message.trim_end();
    let is_document = text.len() > 12 && text.ends_with(['>', '}']);
    if let Err(error) = opened {
        let shown = (has_form && is_document).then(|| receive_id.to_owned());
        assert_eq!(error, Error::ReceiveId { receive_id: shown, bytes: receive_id.len() });
    }
}
