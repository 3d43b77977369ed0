//! Drives the examples over HTTP, as WeCom would.

#[path = "../../examples/actix-web.rs"]
mod actix_example;
#[expect(dead_code, reason = "`main` is for the example alone")]
#[path = "../../examples/axum.rs"]
mod axum_example;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use wecom_callback_crypto::{
    Query, Sealed,
    xml::{self, Envelope},
};

use super::{SUITE_ID, crypto, seal};

const EVENT: &str = "<xml><InfoType><![CDATA[suite_ticket]]></InfoType></xml>";
const TEXT: &str =
    "<xml><ToUserName>ww1</ToUserName><FromUserName>zhangsan</FromUserName><MsgType>text</MsgType></xml>";

#[tokio::test(flavor = "multi_thread")]
async fn the_axum_example_answers_what_wecom_sends_and_refuses_what_it_did_not() {
    let (listener, address) = listener();
    let callback = axum_example::Callback { crypto: crypto(), receive_id: SUITE_ID.to_owned() };
    tokio::spawn(axum_example::serve(callback, listener));
    check(address);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_actix_web_example_answers_what_wecom_sends_and_refuses_what_it_did_not() {
    let (listener, address) = listener();
    let callback = actix_example::Callback { crypto: crypto(), receive_id: SUITE_ID.to_owned() };
    let server = actix_example::serve(callback, listener).unwrap();
    let handle = server.handle();
    tokio::spawn(server);
    check(address);
    handle.stop(false).await;
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn check(address: SocketAddr) {
    let echo = seal("1616140317555161061", SUITE_ID);
    assert_eq!(get(address, &echo), (200, "1616140317555161061".to_owned()));
    assert_eq!(post(address, &seal(EVENT, SUITE_ID)), (200, "success".to_owned()));
    check_reply(post(address, &seal(TEXT, SUITE_ID)));

    let mut forged = seal(EVENT, SUITE_ID);
    forged.nonce.push('1');
    // A single text for all of them, which tells nothing about the sealed message.
    let refused = (403, "refused".to_owned());
    assert_eq!(post(address, &forged), refused);
    assert_eq!(get(address, &forged), refused);
    assert_eq!(post(address, &seal(EVENT, "ww-another")), refused);
    assert_eq!(post(address, &seal(EVENT, "<xml>s3cret</xml>")), refused);
    assert_eq!(post(address, &seal("no XML", SUITE_ID)), refused);
    assert_eq!(send(address, "POST", &target(&echo), "no envelope"), refused);
    assert_eq!(send(address, "GET", &target(&echo), ""), refused);
    assert_eq!(send(address, "POST", "/callback", EVENT).0, 400);
}

/// A reply is sealed like a callback, for the same receiver.
fn check_reply((status, reply): (u16, String)) {
    assert_eq!(status, 200, "{reply}");
    let fields = xml::parse_fields(reply).unwrap();
    let [msg_signature, timestamp, nonce, encrypt] =
        ["MsgSignature", "TimeStamp", "Nonce", "Encrypt"].map(|name| fields.get(name).unwrap());
    let query = Query { msg_signature, timestamp, nonce, echostr: None };
    let message = crypto().open(&query, encrypt).unwrap().expect_receive_id([SUITE_ID]).unwrap();
    let message = xml::parse_fields(message).unwrap();
    let texts = ["ToUserName", "FromUserName", "Content"].map(|name| message.get(name).unwrap());
    assert_eq!(texts, ["zhangsan", "ww1", "收到"]);
}

fn get(address: SocketAddr, sealed: &Sealed) -> (u16, String) {
    let echostr = sealed.encrypt.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    send(address, "GET", &format!("{}&echostr={echostr}", target(sealed)), "")
}

fn post(address: SocketAddr, sealed: &Sealed) -> (u16, String) {
    let envelope = Envelope::new(sealed.encrypt.as_str());
    send(address, "POST", &target(sealed), &xml::write_envelope(&envelope))
}

fn target(sealed: &Sealed) -> String {
    let Sealed { msg_signature, timestamp, nonce, .. } = sealed;
    format!("/callback?msg_signature={msg_signature}&timestamp={timestamp}&nonce={nonce}")
}

/// The status and the body of the answer.
fn send(address: SocketAddr, method: &str, target: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let length = body.len();
    let head =
        format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}");
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}
