//! An attempt over HTTP: GET within 1 s or POST within 5 s, and whether it may be tried again.

use std::time::Duration;

use super::{Kind, Letter, outcome::Attempt, seal::Envelope};
use crate::{clock::Stopwatch, world::World};

/// Attempts in total for a POST (96238).
pub(super) const ATTEMPTS: usize = 3;
/// Of an answer, so much is kept.
const BODY_BYTES: usize = 8 * 1024;

/// Sends the envelope once.
pub(super) async fn attempt(world: &World, letter: &Letter, url: &str, envelope: &Envelope) -> Attempt {
    let (get_ms, post_ms) = {
        let switches = &world.state().switches;
        (switches.get_timeout_ms, switches.post_timeout_ms)
    };
    let signed = [
        ("msg_signature", envelope.msg_signature.as_str()),
        ("timestamp", &envelope.timestamp),
        ("nonce", &envelope.nonce),
    ];
    let request = match letter.kind {
        Kind::VerifyTemplateUrl | Kind::VerifyAppUrl => world
            .http
            .get(url)
            .query(&signed)
            .query(&[("echostr", &envelope.encrypt)])
            .timeout(Duration::from_millis(get_ms)),
        Kind::SuiteEvent | Kind::AppEvent => world
            .http
            .post(url)
            .query(&signed)
            .header("content-type", "text/xml")
            .body(envelope.body.clone())
            .timeout(Duration::from_millis(post_ms)),
    };
    let watch = Stopwatch::start();
    let answer = exchange(request).await;
    let duration_ms = watch.elapsed_ms();
    let (status, body, error) = match answer {
        Ok((status, body)) => (Some(status), Some(body), None),
        Err(error) => (None, None, Some(failure(&error).to_owned())),
    };
    Attempt { status, body, error, duration_ms, timestamp: envelope.timestamp.clone(), nonce: envelope.nonce.clone() }
}

async fn exchange(request: reqwest::RequestBuilder) -> Result<(u16, String), reqwest::Error> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let bytes = response.bytes().await?;
    Ok((status, String::from_utf8_lossy(&bytes[..bytes.len().min(BODY_BYTES)]).into_owned()))
}

/// The error in a word; its own text would carry the URL with the signature.
fn failure(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "connect"
    } else if error.is_builder() {
        "the callback URL cannot be requested"
    } else {
        "connection lost"
    }
}
