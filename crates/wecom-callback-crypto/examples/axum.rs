//! A callback URL with axum: each callback is proven, opened and answered.
//!
//! `cargo run --example axum --features getrandom,serde,xml`, with what the console shows for the URL in the environment:
//! `WECOM_TOKEN`, `WECOM_ENCODING_AES_KEY`, and in `WECOM_RECEIVE_ID` the corpid or suite id that it is for.

use std::{env, io, net::TcpListener, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{Query as Of, State},
    http::StatusCode,
    routing::get,
};
use wecom_callback_crypto::{CallbackToken, Crypto, Error, Message, Query, xml};

/// The state of a callback URL.
pub(crate) struct Callback {
    pub(crate) crypto: Crypto,
    pub(crate) receive_id: String,
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

type Answer = Result<String, (StatusCode, &'static str)>;

/// The console verifies the URL: the decrypted `echostr` is the answer, bare.
async fn verify_url(State(callback): State<Arc<Callback>>, Of(query): Of<Query>) -> Answer {
    let opened = callback.crypto.open_echo(&query);
    opened.and_then(|opened| opened.expect_receive_id([&callback.receive_id])).map_err(|error| refuse(&error))
}

/// WeCom delivers an event or a message.
async fn receive(State(callback): State<Arc<Callback>>, Of(query): Of<Query>, body: Bytes) -> Answer {
    callback.answer(&query, &body).map_err(|error| refuse(&error))
}

/// The log has the reason. The answer is one fixed text: reasons would tell a forger who has the token alone about messages
/// that they captured.
fn refuse(error: &Error) -> (StatusCode, &'static str) {
    eprintln!("callback refused: {error} ({})", error.code());
    (StatusCode::FORBIDDEN, "refused")
}

impl Callback {
    /// A text is answered with a text, everything else with `success`.
    fn answer(&self, query: &Query, body: &[u8]) -> Result<String, Error> {
        let opened = self.crypto.open(query, &xml::parse_envelope(body)?.encrypt)?;
        let fields = xml::parse_fields(opened.expect_receive_id([&self.receive_id])?)?;
        // Here an event is stored: after `success` WeCom does not deliver it again.
        if fields.get("MsgType") != Some("text") {
            return Ok("success".to_owned());
        }
        let [user, corp] = ["FromUserName", "ToUserName"].map(|name| fields.get(name).unwrap_or_default());
        let text = format!(
            "<xml><ToUserName><![CDATA[{user}]]></ToUserName><FromUserName><![CDATA[{corp}]]></FromUserName>\
             <CreateTime>{}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>",
            query.timestamp
        );
        let sealed = self.crypto.seal(query, Message { text: &text, receive_id: &self.receive_id })?;
        Ok(xml::write_reply(&sealed))
    }
}
