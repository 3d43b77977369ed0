//! A callback URL with actix-web: each callback is proven, opened and answered.
//!
//! `cargo run --example actix-web --features getrandom,serde,xml`, with what the console shows for the URL in the
//! environment: `WECOM_TOKEN`, `WECOM_ENCODING_AES_KEY`, and in `WECOM_RECEIVE_ID` the corpid or suite id that it is for.

use std::{env, io, net::TcpListener};

use actix_web::{
    App, HttpServer,
    dev::Server,
    error::ErrorForbidden,
    web::{self, Bytes, Data, get, post},
};
use wecom_callback_crypto::{CallbackToken, Crypto, Error, Message, Query, xml};

/// The state of a callback URL.
pub(crate) struct Callback {
    pub(crate) crypto: Crypto,
    pub(crate) receive_id: String,
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
async fn verify_url(callback: Data<Callback>, query: web::Query<Query>) -> Answer {
    let opened = callback.crypto.open_echo(&query);
    opened.and_then(|opened| opened.expect_receive_id([&callback.receive_id])).map_err(refuse)
}

/// WeCom delivers an event or a message.
async fn receive(callback: Data<Callback>, query: web::Query<Query>, body: Bytes) -> Answer {
    callback.answer(&query, &body).map_err(refuse)
}

/// The log has the reason. The answer is one fixed text: reasons would tell a forger who has the token alone about messages
/// that they captured.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn refuse(error: Error) -> actix_web::Error {
    eprintln!("callback refused: {error} ({})", error.code());
    ErrorForbidden("refused")
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
