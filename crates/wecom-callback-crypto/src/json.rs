//! The envelopes in JSON, which some products use (bots, for one; not the events of a suite). That of a bot has `encrypt`
//! alone, and the message behind it is for nobody: its receiveid is empty
//! ([101033](https://developer.work.weixin.qq.com/document/path/101033)).

use serde::Deserialize;
use serde_json::json;

pub use crate::{Envelope, LIMIT_BYTES};
use crate::{
    Error, Sealed,
    envelope::{text, trimmed},
};

/// Lower case as documented, or written like the XML elements, as others have met it.
#[derive(Deserialize)]
struct Wire {
    #[serde(alias = "Encrypt", default)]
    encrypt: String,
    #[serde(alias = "ToUserName", default)]
    tousername: String,
    #[serde(alias = "AgentID", default)]
    agentid: Option<AgentId>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AgentId {
    Text(String),
    Number(u64),
}

/// Reads the body of a callback of at most [`LIMIT_BYTES`]; keys in any order, others than the known are ignored.
///
/// # Errors
/// [`Error::TooLong`], [`Error::NotUtf8`], [`Error::Json`], [`Error::Missing`].
pub fn parse_envelope(json: impl AsRef<[u8]>) -> Result<Envelope, Error> {
    parse_envelope_within(json, LIMIT_BYTES)
}

/// Reads the body of a callback of at most `limit_bytes`.
///
/// # Errors
/// As [`parse_envelope`].
pub fn parse_envelope_within(json: impl AsRef<[u8]>, limit_bytes: usize) -> Result<Envelope, Error> {
    let json = text(json.as_ref(), limit_bytes)?;
    // An array would do for a struct otherwise.
    if !json.trim_start().starts_with('{') {
        return Err(Error::Json { line: 1, column: 1 });
    }
    let wire: Wire =
        serde_json::from_str(json).map_err(|error| Error::Json { line: error.line(), column: error.column() })?;
    let agent_id = match wire.agentid {
        Some(AgentId::Text(text)) => trimmed(&text).to_owned(),
        Some(AgentId::Number(number)) => number.to_string(),
        None => String::new(),
    };
    let to_user_name = trimmed(&wire.tousername).to_owned();
    Envelope { to_user_name, agent_id, encrypt: trimmed(&wire.encrypt).to_owned() }.filled()
}

/// Writes the body of a callback, for programs that play WeCom.
pub fn write_envelope(envelope: &Envelope) -> String {
    let Envelope { to_user_name, agent_id, encrypt } = envelope;
    json!({ "tousername": to_user_name, "agentid": agent_id, "encrypt": encrypt }).to_string()
}

/// Writes a passive reply. The timestamp is a number of seconds, as documented for bots, whose replies have the nonce of the
/// callback ([101033](https://developer.work.weixin.qq.com/document/path/101033)); a timestamp that no number stands for is
/// written as the text that was signed.
pub fn write_reply(sealed: &Sealed) -> String {
    let Sealed { encrypt, msg_signature, timestamp, nonce } = sealed;
    let timestamp = number(timestamp).map_or_else(|| json!(timestamp), |seconds| json!(seconds));
    json!({ "encrypt": encrypt, "msgsignature": msg_signature, "timestamp": timestamp, "nonce": nonce }).to_string()
}

/// The number that is written like this text, or the signature would be of another one.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}
