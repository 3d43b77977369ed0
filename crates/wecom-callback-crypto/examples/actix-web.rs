//! A callback URL with actix-web: each callback is proven, opened and answered.
//!
//! `cargo run --example actix-web --features xml`, with what the console shows for the URL in the environment:
//! `WECOM_TOKEN`, `WECOM_ENCODING_AES_KEY`, and in `WECOM_RECEIVE_ID` the corpid or suite id that it is for.

use std::{env, io, net::TcpListener};

use actix_web::{
    App, HttpServer,
    dev::Server,
    error::{ErrorBadRequest, ErrorForbidden},
    web::{Bytes, Data, Query, get, post},
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

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = CallbackToken::new(env::var("WECOM_TOKEN")?)?;
    let crypto = Crypto::new(token, env::var("WECOM_ENCODING_AES_KEY")?.parse()?);
    let callback = Callback { crypto, receive_id: env::var("WECOM_RECEIVE_ID")? };
    Ok(serve(callback, TcpListener::bind("127.0.0.1:3000")?)?.await?)
}

/// Serves `/callback`.
pub(crate) fn serve(callback: Callback, listener: TcpListener) -> io::Result<Server> {
    let callback = Data::new(callback);
    let app = move || {
        let routes = App::new().app_data(callback.clone());
        routes.route("/callback", get().to(verify_url)).route("/callback", post().to(receive))
    };
    Ok(HttpServer::new(app).workers(2).listen(listener)?.run())
}

type Answer = Result<String, actix_web::Error>;

/// The console verifies the URL: the decrypted `echostr` is the answer, bare.
async fn verify_url(callback: Data<Callback>, signed: Query<Signed>) -> Answer {
    callback.open(&signed, &signed.echostr).map_err(refuse)
}

/// WeCom delivers an event or a message.
async fn receive(callback: Data<Callback>, signed: Query<Signed>, body: Bytes) -> Answer {
    callback.answer(&signed, &body).map_err(refuse)
}

fn refuse(error: Error) -> actix_web::Error {
    match error {
        Error::Signature | Error::ReceiveId { .. } => ErrorForbidden(error),
        _ => ErrorBadRequest(error),
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
