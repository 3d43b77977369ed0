//! `CallbackSender`: WeCom as the sender of callbacks, where a test says what stands in them.

use clock::{Clock, ManualClock};
use reqwest::{Client, StatusCode};
use wecom_callback_crypto::{CallbackToken, Crypto, Envelope, Message, Query, Sealed, xml};

/// Signs, encrypts and sends what a test wants, to one callback address.
pub struct CallbackSender {
    /// The address.
    pub url: String,
    /// The keys for signing and encryption.
    pub crypto: Crypto,
    /// The time that requests are signed at.
    pub clock: ManualClock,
    http: Client,
}

impl CallbackSender {
    /// A sender with the Token and the `EncodingAESKey` of an address.
    pub fn new(url: String, (token, key): (&str, &str), clock: &ManualClock) -> Self {
        let token = CallbackToken::new(token).unwrap();
        let crypto = Crypto::new(token, key.parse().unwrap());
        Self { url, crypto, clock: clock.clone(), http: Client::builder().pool_max_idle_per_host(0).build().unwrap() }
    }

    /// This sender at another time.
    #[must_use]
    pub fn at(&self, clock: &ManualClock) -> Self {
        Self { url: self.url.clone(), crypto: self.crypto.clone(), clock: clock.clone(), http: self.http.clone() }
    }

    /// Seconds since 1970, as a message or a signature has them.
    pub fn now(&self) -> String {
        self.clock.now().as_secs().to_string()
    }

    /// Encrypts and signs.
    pub fn seal(&self, message: &str, receive_id: &str) -> Sealed {
        let now = self.now();
        let query = Query { timestamp: now.as_str(), nonce: "nonce", ..Query::default() };
        self.crypto.seal_with_random_bytes(&query, Message { text: message, receive_id }, [7; 16]).unwrap()
    }

    /// `POST`s an event.
    pub async fn post(&self, to_user_name: &str, receive_id: &str, message: &str) -> (StatusCode, String) {
        let sealed = self.seal(message, receive_id);
        let body = xml::write_envelope(&Envelope::new(sealed.encrypt.as_str()).with_to_user_name(to_user_name));
        self.send(&sealed.msg_signature, body).await
    }

    /// `POST`s a body under a signature.
    pub async fn send(&self, signature: &str, body: impl Into<reqwest::Body>) -> (StatusCode, String) {
        let now = self.now();
        let query = [("msg_signature", signature), ("timestamp", &now), ("nonce", "nonce")];
        let answer = self.http.post(&self.url).query(&query).body(body).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// `GET`s the verification of the address.
    pub async fn verify(&self, echo: &str, receive_id: &str) -> (StatusCode, String) {
        let sealed = self.seal(echo, receive_id);
        self.verify_as(&sealed, &sealed.encrypt).await
    }

    /// `GET`s the verification with another `echostr` than the one that was sealed.
    pub async fn verify_as(&self, sealed: &Sealed, echostr: &str) -> (StatusCode, String) {
        let query = [
            ("msg_signature", sealed.msg_signature.as_str()),
            ("timestamp", &sealed.timestamp),
            ("nonce", &sealed.nonce),
            ("echostr", echostr),
            ("own", "parameter"),
        ];
        let answer = self.http.get(&self.url).query(&query).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }
}
