//! A callback URL with axum: each callback is proven, opened and answered.
//!
//! `cargo run --example axum --features xml`, with what the console shows for the URL in the environment:
//! `WECOM_TOKEN`, `WECOM_ENCODING_AES_KEY`, and in `WECOM_RECEIVE_ID` the corpid or suite id that it is for.

use std::{env, io, net::TcpListener, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use wecom_callback_crypto::{CallbackToken, Crypto, Error, xml};

/// What belongs to one callback URL.
pub(crate) struct Callback {
    pub(crate) crypto: Crypto,
    pub(crate) receive_id: String,
}

/// The query of every callback; `echostr` is there when the console verifies the URL.
#[derive(Deserialize)]
struct Signed {
    msg_signature: String,
    timestamp: String,
    nonce: String,
    #[serde(default)]
    echostr: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = CallbackToken::new(env::var("WECOM_TOKEN")?)?;
    let crypto = Crypto::new(token, env::var("WECOM_ENCODING_AES_KEY")?.parse()?);
    let callback = Callback { crypto, receive_id: env::var("WECOM_RECEIVE_ID")? };
    Ok(serve(callback, TcpListener::bind("127.0.0.1:3000")?).await?)
}

/// Serves `/callback`.
pub(crate) async fn serve(callback: Callback, listener: TcpListener) -> io::Result<()> {
    let app = Router::new().route("/callback", get(verify_url).post(receive)).with_state(Arc::new(callback));
    listener.set_nonblocking(true)?;
    axum::serve(tokio::net::TcpListener::from_std(listener)?, app).await
}

/// The console verifies the URL: the decrypted `echostr` is the answer, bare.
async fn verify_url(State(callback): State<Arc<Callback>>, Query(signed): Query<Signed>) -> Result<String, Refused> {
    Ok(callback.open(&signed, &signed.echostr)?)
}

/// WeCom delivers an event or a message.
async fn receive(
    State(callback): State<Arc<Callback>>,
    Query(signed): Query<Signed>,
    body: Bytes,
) -> Result<String, Refused> {
    Ok(callback.answer(&signed, &body)?)
}

/// A callback that is not WeCom's, not for us, or cannot be read.
struct Refused(Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self.0 {
            Error::Signature | Error::ReceiveId { .. } => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        };
        (status, self.0.to_string()).into_response()
    }
}

impl Callback {
    fn open(&self, signed: &Signed, encrypt: &str) -> Result<String, Error> {
        let Signed { msg_signature, timestamp, nonce, .. } = signed;
        self.crypto.open(msg_signature, timestamp, nonce, encrypt)?.expect_receive_id([&self.receive_id])
    }

    /// A text is answered with a text, everything else with `success`.
    fn answer(&self, signed: &Signed, body: &[u8]) -> Result<String, Error> {
        let message = self.open(signed, &xml::parse_envelope(body)?.encrypt)?;
        let fields = xml::parse_fields(message)?;
        // Here an event is stored: after `success` WeCom does not deliver it again.
        if fields.get("MsgType") != Some("text") {
            return Ok("success".to_owned());
        }
        let [user, corp] = ["FromUserName", "ToUserName"].map(|name| fields.get(name).unwrap_or_default());
        let reply = format!(
            "<xml><ToUserName><![CDATA[{user}]]></ToUserName><FromUserName><![CDATA[{corp}]]></FromUserName>\
             <CreateTime>{}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>",
            signed.timestamp
        );
        let sealed = self.crypto.seal(&reply, &self.receive_id, &signed.timestamp, &signed.nonce, rand::random())?;
        Ok(xml::write_reply(&sealed))
    }
}
