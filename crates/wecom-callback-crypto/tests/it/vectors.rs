//! The vectors of official samples, of other libraries' tests and of a customized app's events.

use serde::Deserialize;
use wecom_callback_crypto::{Error, Message, Opened, Query};

use super::crypto_of;

#[derive(Deserialize)]
struct Vectors {
    published: Vec<Positive>,
    derived: Vec<Positive>,
    negative: Vec<Negative>,
    trailing_bits: TrailingBits,
}

#[derive(Deserialize)]
struct Positive {
    id: String,
    kind: String,
    token: Option<String>,
    encoding_aes_key: String,
    timestamp: Option<String>,
    nonce: Option<String>,
    encrypt: String,
    msg_signature: Option<String>,
    plaintext: String,
    random16_ascii: String,
    receive_id_in_ciphertext: String,
}

#[derive(Deserialize)]
struct Negative {
    id: String,
    token: String,
    encoding_aes_key: String,
    receive_id: String,
    timestamp: String,
    nonce: String,
    encrypt: String,
    msg_signature: String,
    official_code: i32,
}

#[derive(Deserialize)]
struct TrailingBits {
    equivalent_keys: Vec<String>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../data/vectors.json")).unwrap()
}

impl Positive {
    fn check(&self) {
        let crypto = crypto_of(self.token.as_deref().unwrap_or("unused"), &self.encoding_aes_key).unwrap();
        let random = self.random16_ascii.as_bytes().try_into().unwrap();
        let message = Message { text: &self.plaintext, receive_id: &self.receive_id_in_ciphertext };
        let encrypt = crypto.encrypt_with_random_bytes(message, random).unwrap();
        assert_eq!(encrypt, self.encrypt, "{}: encrypted again", self.id);
        self.check_opened(crypto.decrypt(&self.encrypt).unwrap());
        let Some(query) = self.query() else { return };
        assert_eq!(crypto.sign(&query, &self.encrypt), query.msg_signature, "{}", self.id);
        self.check_opened(crypto.open(&query, &self.encrypt).unwrap());
        let sealed = crypto.seal_with_random_bytes(&query, message, random).unwrap();
        assert_eq!((sealed.encrypt.as_str(), sealed.query()), (self.encrypt.as_str(), query));
    }

    fn check_opened(&self, opened: Opened) {
        assert_eq!(opened.message_unchecked(), self.plaintext, "{}", self.id);
        assert_eq!(opened.expect_receive_id([&self.receive_id_in_ciphertext]).unwrap(), self.plaintext, "{}", self.id);
    }

    fn query(&self) -> Option<Query<&str>> {
        let [msg_signature, timestamp, nonce] =
            [&self.msg_signature, &self.timestamp, &self.nonce].map(Option::as_deref);
        Some(Query { msg_signature: msg_signature?, timestamp: timestamp?, nonce: nonce?, echostr: None })
    }
}

impl Negative {
    fn open(&self) -> Result<String, Error> {
        let crypto = crypto_of(&self.token, &self.encoding_aes_key)?;
        let Self { msg_signature, timestamp, nonce, .. } = self;
        let opened = crypto.open(&Query { msg_signature, timestamp, nonce, echostr: None }, &self.encrypt)?;
        opened.expect_receive_id([&self.receive_id])
    }
}

#[test]
fn published_vectors_open_and_seal_again_byte_for_byte() {
    let vectors = vectors().published;
    assert_eq!(vectors.len(), 7);
    assert_eq!(vectors.iter().filter(|vector| vector.kind != "aes_only").count(), 6);
    assert_eq!(vectors.iter().filter(|vector| vector.query().is_some()).count(), 6);
    vectors.iter().for_each(Positive::check);
}

#[test]
fn the_events_of_a_customized_app_open_and_seal_again_byte_for_byte() {
    let vectors = vectors().derived;
    assert_eq!(vectors.iter().filter(|vector| vector.query().is_some()).count(), 7);
    vectors.iter().for_each(Positive::check);
}

#[test]
fn negative_vectors_are_refused_with_the_official_code() {
    let vectors = vectors().negative;
    assert_eq!(vectors.len(), 9);
    for vector in vectors {
        assert_eq!(vector.open().map_err(|error| error.code()), Err(vector.official_code), "{}", vector.id);
    }
}

#[test]
fn keys_that_differ_in_the_spare_bits_open_the_same_messages() {
    let vectors = vectors();
    let keys = &vectors.trailing_bits.equivalent_keys;
    let vector = vectors.published.iter().find(|vector| keys.contains(&vector.encoding_aes_key)).unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        vector.check_opened(crypto_of("unused", key).unwrap().decrypt(&vector.encrypt).unwrap());
    }
}

#[cfg(feature = "xml")]
#[test]
fn a_blank_before_a_cdata_section_is_not_part_of_the_text() {
    let vectors = vectors().derived;
    let vector = vectors.iter().find(|vector| vector.id == "D09-whitespace-before-cdata").unwrap();
    assert!(vector.plaintext.contains("> <![CDATA["));
    let fields = wecom_callback_crypto::xml::parse_fields(&vector.plaintext).unwrap();
    assert_eq!(fields.get("InfoType"), Some("suite_ticket"));
}
