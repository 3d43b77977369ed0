//! A callback receiver that answers as it is told and keeps what it got.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use wecom_callback_crypto::{CallbackToken, Crypto, EncodingAesKey, Query, xml};

use crate::kit::{Sim, text};

/// How a request is answered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reply {
    /// The echo of a verification, `success` otherwise.
    Proper,
    Body(&'static str),
    /// Status 500.
    Broken,
    /// The connection is closed.
    Close,
    /// The connection stays open without an answer.
    Silence,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) path: String,
    pub(crate) query: HashMap<String, String>,
    pub(crate) body: String,
}

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    pub(crate) suite_id: String,
    crypto: Crypto,
    got: Arc<Mutex<Vec<Got>>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

impl Receiver {
    /// A template whose callback URL is a fresh receiver.
    pub(crate) async fn of_new_template(sim: &Sim) -> (Self, Value) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callback?own=1", listener.local_addr().unwrap());
        let template = sim.control("POST", "templates", json!({ "callbackUrl": url })).await;
        let key = text(&template, "encodingAESKey").parse::<EncodingAesKey>().unwrap();
        let crypto = Crypto::new(CallbackToken::new(text(&template, "token")).unwrap(), key);
        let receiver =
            Self { url, suite_id: text(&template, "suiteId"), crypto, got: Arc::default(), replies: Arc::default() };
        tokio::spawn(receiver.clone().accept(listener));
        (receiver, template)
    }

    /// The next requests are answered like this, later ones properly.
    pub(crate) fn answer(&self, replies: &[Reply]) {
        self.replies.lock().unwrap().extend(replies);
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// The events that came, decrypted, if their signature and receiveid are right.
    pub(crate) fn events(&self, receive_id: &str) -> Vec<HashMap<String, String>> {
        let open = |got: &Got| {
            let encrypt = xml::parse_envelope(&got.body).ok()?.encrypt;
            let opened = self.open(got, &encrypt)?;
            let message = opened.expect_receive_id([receive_id]).ok()?;
            let fields = xml::parse_fields(&message).unwrap();
            let named = |name: &str| (name.to_owned(), fields.get(name).unwrap().to_owned());
            Some(names(&message).into_iter().map(named).collect())
        };
        self.got().iter().filter_map(open).collect()
    }

    /// The values of one field of those events.
    pub(crate) fn values(&self, receive_id: &str, field: &str) -> Vec<String> {
        self.events(receive_id).into_iter().map(|mut event| event.remove(field).unwrap_or_default()).collect()
    }

    pub(crate) fn open(&self, got: &Got, encrypt: &str) -> Option<wecom_callback_crypto::Opened> {
        let get = |name: &str| got.query[name].as_str();
        let [msg_signature, timestamp, nonce] = ["msg_signature", "timestamp", "nonce"].map(get);
        self.crypto.open(&Query { msg_signature, timestamp, nonce, echostr: None }, encrypt).ok()
    }

    async fn accept(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(self.clone().serve(stream));
        }
    }

    async fn serve(self, mut stream: TcpStream) {
        let Some(got) = read(&mut stream).await else { return };
        self.got.lock().unwrap().push(got.clone());
        let reply = self.replies.lock().unwrap().pop_front().unwrap_or(Reply::Proper);
        let (status, body) = match reply {
            Reply::Proper => match got.query.get("echostr") {
                Some(echo) => {
                    (200, self.open(&got, echo).map_or_else(String::new, |o| o.message_unchecked().to_owned()))
                }
                None => (200, "success".to_owned()),
            },
            Reply::Body(body) => (200, body.to_owned()),
            Reply::Broken => (500, "no".to_owned()),
            Reply::Close => return,
            Reply::Silence => {
                // Ends when the simulator gives up and closes the connection.
                stream.read_u8().await.ok();
                return;
            }
        };
        let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).await.ok();
        stream.shutdown().await.ok();
    }
}

async fn read(stream: &mut TcpStream) -> Option<Got> {
    let mut bytes = Vec::new();
    loop {
        if let Some(got) = parse(&bytes) {
            return Some(got);
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// The names of the elements below the root of a flat event.
fn names(message: &str) -> Vec<&str> {
    let tags = message.split('<').filter_map(|tag| tag.split_once('>').map(|(name, _)| name));
    tags.filter(|name| !name.starts_with(['/', '!']) && *name != "xml").collect()
}

/// The request, once it is complete.
fn parse(bytes: &[u8]) -> Option<Got> {
    let whole = std::str::from_utf8(bytes).ok()?;
    let (head, body) = whole.split_once("\r\n\r\n")?;
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    if body.len() < length.unwrap_or(0) {
        return None;
    }
    let target = head.split(' ').nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Some(Got { path: path.to_owned(), query, body: body.to_owned() })
}
