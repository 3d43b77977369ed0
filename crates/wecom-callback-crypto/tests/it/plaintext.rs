//! The content of a decrypted buffer: padding, length and text.

use aes::{
    Aes256, Block,
    cipher::{BlockModeEncrypt, KeyIvInit},
};
use wecom_callback_crypto::{Error, Opened, ReceiverProof};

use super::{KEY, RANDOM, SUITE_ID, crypto};

/// Encrypts any bytes, as no sender would.
pub(crate) fn encrypt(plaintext: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(encrypt_blocks(plaintext))
}

/// Encrypts whole blocks with the key.
pub(crate) fn encrypt_blocks(plaintext: &[u8]) -> Vec<u8> {
    let key = base64_simd::forgiving_decode_to_vec(KEY.as_bytes()).unwrap();
    let mut buffer = plaintext.to_vec();
    let (blocks, rest) = Block::slice_as_chunks_mut(&mut buffer);
    assert!(rest.is_empty());
    cbc::Encryptor::<Aes256>::new_from_slices(&key, &key[..16]).unwrap().encrypt_blocks(blocks);
    buffer
}

/// A buffer whose message has `length` bytes according to its head.
pub(crate) fn buffer(length: u32, text: &[u8], padding: &[u8]) -> Vec<u8> {
    [&RANDOM, length.to_be_bytes().as_slice(), text, padding].concat()
}

fn open(buffer: &[u8]) -> Result<(String, String), Error> {
    let parts = |opened: Opened| (opened.message_unchecked().to_owned(), opened.receive_id().to_owned());
    crypto().decrypt(&encrypt(buffer)).map(parts)
}

#[test]
fn every_padding_from_1_to_32_is_written_and_read() {
    for length in 0..32_usize {
        let message = "m".repeat(length);
        let padding = 32 - (20 + length) % 32;
        let encrypted = super::encrypt(&message, "");
        let text = [message.as_bytes(), &vec![u8::try_from(padding).unwrap(); padding]].concat();
        let by_hand = encrypt(&buffer(u32::try_from(length).unwrap(), &text, &[]));
        assert_eq!(encrypted, by_hand, "padding of {padding}");
        assert_eq!(crypto().decrypt(&encrypted).unwrap().message_unchecked(), message, "padding of {padding}");
    }
}

#[test]
fn a_buffer_padded_to_16_bytes_only_is_read_too() {
    let padded = buffer(21, &[b'm'; 21], &[7; 7]);
    assert_eq!(padded.len() % 32, 16);
    assert_eq!(open(&padded), Ok(("m".repeat(21), String::new())));
}

#[test]
fn wrong_padding_is_refused() {
    let cases: [(&str, Vec<u8>); 7] = [
        ("last byte 0", buffer(5, b"hello", &[7, 7, 7, 7, 7, 7, 0])),
        ("last byte 33", buffer(5, b"hello", &[33; 39])),
        ("last byte 255", buffer(5, b"hello", &[255; 7])),
        ("first byte of the padding wrong", buffer(5, b"hello", &[6, 7, 7, 7, 7, 7, 7])),
        ("one byte within the padding wrong", buffer(5, b"hello", &[7, 7, 7, 8, 7, 7, 7])),
        ("padding longer than the buffer", vec![32; 16]),
        ("ISO 7816 padding", buffer(5, b"hello", &[0x80, 0, 0, 0, 0, 0, 0])),
    ];
    for (case, buffer) in cases {
        let error = open(&buffer).unwrap_err();
        assert_eq!((&error, error.code()), (&Error::Padding, -40008), "{case}");
    }
}

#[test]
fn each_byte_of_a_padding_counts_and_none_before_it() {
    for padding in 1..=32_u8 {
        let length = usize::from(padding);
        for blocks in [16, 32, 64_usize].into_iter().filter(|bytes| *bytes >= length) {
            let right = [vec![b'm'; blocks - length], vec![padding; length]].concat();
            let refused_for = |buffer: &[u8]| crypto().decrypt_file(encrypt_blocks(buffer)).err();
            assert_eq!(refused_for(&right), None, "{padding} in {blocks}");
            for place in 0..blocks {
                let mut wrong = right.clone();
                wrong[place] ^= 0x80;
                let expected = (place >= blocks - length).then_some(Error::Padding);
                assert_eq!(refused_for(&wrong), expected, "{padding} in {blocks}, byte {place}");
            }
        }
    }
}

#[test]
fn a_message_must_lie_within_the_buffer() {
    let cases: [(&str, Vec<u8>); 5] = [
        ("nothing but padding", vec![16; 16]),
        ("no room for a length", [&[0; 13][..], &[19; 19]].concat()),
        ("one byte too long", buffer(6, b"hello", &[7; 7])),
        ("longer than memory", buffer(u32::MAX, b"hello", &[7; 7])),
        ("length with its highest bit set", buffer(0x8000_0000, b"hello", &[7; 7])),
    ];
    for (case, buffer) in cases {
        let error = open(&buffer).unwrap_err();
        assert_eq!((&error, error.code()), (&Error::MessageLength, -40008), "{case}");
    }
}

#[test]
fn the_receiveid_is_all_that_comes_after_the_message() {
    assert_eq!(open(&buffer(5, b"hello", &[7; 7])), Ok(("hello".to_owned(), String::new())));
    assert_eq!(open(&buffer(0, b"hello", &[7; 7])), Ok((String::new(), "hello".to_owned())));
    assert_eq!(open(&buffer(2, b"hello", &[7; 7])), Ok(("he".to_owned(), "llo".to_owned())));
}

#[test]
fn lengths_count_bytes_and_texts_are_utf8() {
    let both = "你好é🙂";
    let encrypted = super::encrypt(both, both);
    assert_eq!(crypto().decrypt(&encrypted).unwrap().expect_receive_id([both]).unwrap(), both);
    let cases: [(&str, Vec<u8>); 4] = [
        ("message", buffer(2, b"\xff\xfehello", &[5; 5])),
        ("receiveid", buffer(5, b"hello\xff\xfe", &[5; 5])),
        ("divided between the two", buffer(4, "你好".as_bytes(), &[6; 6])),
        ("ended too early", buffer(2, &"你".as_bytes()[..2], &[10; 10])),
    ];
    for (case, buffer) in cases {
        let error = open(&buffer).unwrap_err();
        assert_eq!((&error, error.code()), (&Error::MessageNotUtf8, -40008), "{case}");
    }
}

#[test]
fn a_ciphertext_is_whole_blocks_of_canonical_base64() {
    let right = super::encrypt("hello", SUITE_ID);
    let unpadded = right.trim_end_matches('=').to_owned();
    assert_ne!(unpadded, right);
    let cases = [
        ("", Error::CiphertextLength { bytes: 0 }),
        ("QUFB", Error::CiphertextLength { bytes: 3 }),
        (unpadded.as_str(), Error::Base64),
        (&format!("{right}\n"), Error::Base64),
        (&format!(" {right}"), Error::Base64),
        (&right.replacen('+', "-", 1).replacen('/', "_", 1), Error::Base64),
        (&format!("{}é", &right[..62]), Error::Base64),
        ("=", Error::Base64),
        ("====", Error::Base64),
        ("A===", Error::Base64),
        ("QR==", Error::Base64),
    ];
    for (encrypt, error) in cases {
        assert_eq!(crypto().decrypt(encrypt), Err(error), "{encrypt:?}");
    }
}

#[test]
fn a_message_comes_out_for_an_accepted_receiveid_only() {
    let encrypted = super::encrypt("<xml><A>1</A></xml>", SUITE_ID);
    let expect = |accepted: &[&str]| crypto().decrypt(&encrypted).unwrap().expect_receive_id(accepted);
    assert_eq!(expect(&["", "ww1", SUITE_ID]).unwrap(), "<xml><A>1</A></xml>");
    for accepted in [&[] as &[&str], &[""], &["DK0TEMPLATE0000000001"], &["dk0template000000000"], &["dk0another", ""]]
    {
        let error = expect(accepted).unwrap_err();
        assert_eq!(
            error,
            Error::ReceiveId { receive_id: Some(SUITE_ID.to_owned()), bytes: SUITE_ID.len() },
            "{accepted:?}"
        );
    }
    let for_nobody = super::encrypt("hello", "");
    assert_eq!(crypto().decrypt(&for_nobody).unwrap().expect_receive_id([""]).unwrap(), "hello");
}

/// A company of a multi-tenant receiver, found by its corpid.
struct Tenant(&'static str);

impl ReceiverProof for Tenant {
    fn receive_id(&self) -> &str {
        self.0
    }
}

#[test]
fn a_message_is_admitted_by_the_receiver_that_was_looked_up_and_by_no_other() {
    let tenants = [Tenant("ww0123456789abcdef"), Tenant(SUITE_ID)];
    let opened = crypto().decrypt(&super::encrypt("hello", SUITE_ID)).unwrap();
    let found = tenants.iter().find(|tenant| tenant.0 == opened.receive_id()).unwrap();
    assert_eq!(opened.clone().admit(found).unwrap(), "hello");
    assert_eq!(opened.admit(&tenants[0]).unwrap_err().code(), -40005);
}
