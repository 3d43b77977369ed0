//! The requests of a run: signed events that are all different, and `/healthz`.

use std::net::SocketAddr;

use anyhow::{Result, anyhow};
use clock::{Clock, SystemClock};
use serde_json::{Value, json};
use tests::SERVICE;
use wecom_callback_crypto::{CallbackToken, Crypto, Envelope, Message, Query, xml};

const SUITE: &str = "dkload0000000000000";
const TOKEN: &str = "loadtoken";
const ENCODING_AES_KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

/// The kind of an event, in the words of the report.
pub(crate) const KIND: &str = "change_auth, each of another company, none of which has authorised the app";

/// The instance that takes the events in.
pub(crate) fn instance() -> Value {
    json!({
        "authConfig": {
            "suiteId": SUITE,
            "suiteSecret": "loadsecret",
            "encodingAESKey": ENCODING_AES_KEY,
            "token": TOKEN,
            "providerCorpId": "wwload",
        },
        "isActive": true,
    })
}

/// Makes events, each another one.
pub(crate) struct Events {
    crypto: Crypto,
    made: u64,
}

impl Events {
    pub(crate) fn new() -> Result<Self> {
        let token = CallbackToken::new(TOKEN)?;
        let key = ENCODING_AES_KEY.parse().map_err(|error| anyhow!("the AES key: {error}"))?;
        Ok(Self { crypto: Crypto::new(token, key), made: 0 })
    }

    /// So many requests, signed and encrypted as WeCom does it.
    pub(crate) fn requests(&mut self, server: SocketAddr, count: usize) -> Result<Vec<Vec<u8>>> {
        (0..count).map(|_| self.request(server)).collect()
    }

    fn request(&mut self, server: SocketAddr) -> Result<Vec<u8>> {
        self.made += 1;
        let seconds = SystemClock.now().as_millis() / 1000;
        let message = format!(
            "<xml><SuiteId><![CDATA[{SUITE}]]></SuiteId><InfoType><![CDATA[change_auth]]></InfoType>\
             <TimeStamp>{seconds}</TimeStamp><AuthCorpId><![CDATA[wpload{:020}]]></AuthCorpId></xml>",
            self.made
        );
        let random = u128::from(self.made).to_le_bytes();
        let seconds = seconds.to_string();
        let query = Query { timestamp: seconds.as_str(), nonce: "1320562132", ..Query::default() };
        let message = Message { text: &message, receive_id: SUITE };
        let sealed = self.crypto.seal_with_random_bytes(&query, message, random)?;
        let body = xml::write_envelope(&Envelope::new(sealed.encrypt.as_str()).with_to_user_name(SUITE));
        let head = format!(
            "POST /api/acme/portal/{SERVICE}/notify?msg_signature={}&timestamp={}&nonce={} HTTP/1.1\r\n\
             Host: {server}\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
            sealed.msg_signature,
            sealed.timestamp,
            sealed.nonce,
            body.len()
        );
        Ok([head.as_bytes(), body.as_bytes()].concat())
    }
}

/// So many requests for `/healthz`.
pub(crate) fn healthz(server: SocketAddr, count: usize) -> Vec<Vec<u8>> {
    vec![format!("GET /healthz HTTP/1.1\r\nHost: {server}\r\n\r\n").into_bytes(); count]
}
