//! Letters sealed and signed as callbacks (91144, section 1).

use wecom_callback_crypto::{CallbackToken, Crypto, EncodingAesKey, Message, Query, xml};

use super::{Letter, PushOptions};
use crate::state::State;

/// The bytes that go over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(super) msg_signature: String,
    pub(super) timestamp: String,
    pub(super) nonce: String,
    pub(super) encrypt: String,
    /// The body of a POST.
    pub(super) body: String,
}

/// Whether a callback can be sealed with these.
///
/// # Errors
/// Says what is wrong with the token or the key.
pub(crate) fn check_callback(token: &str, encoding_aes_key: &str) -> Result<(), String> {
    crypto(token, encoding_aes_key).map(drop)
}

/// Seals the letter with its own token and key; `None` when they are unusable.
pub(super) fn seal(state: &mut State, letter: &Letter, options: &PushOptions) -> Option<Envelope> {
    let timestamp = state.now().to_string();
    let nonce = state.random.digits(10);
    let block = state.random.block();
    let crypto = crypto(&letter.callback.token, &letter.callback.encoding_aes_key).ok()?;
    let query = Query { timestamp: timestamp.as_str(), nonce: &nonce, ..Query::default() };
    let message = Message { text: &letter.message, receive_id: &letter.receive_id };
    let sealed = crypto.seal_with_random_bytes(&query, message, block).ok()?;
    let envelope = xml::Envelope::new(sealed.encrypt.as_str());
    let envelope = envelope.with_to_user_name(letter.to_user_name.as_str()).with_agent_id(letter.agent_id.as_str());
    let body = xml::write_envelope(&envelope);
    let msg_signature = if options.wrong_signature { state.random.hex(40) } else { sealed.msg_signature.clone() };
    Some(Envelope { msg_signature, timestamp, nonce, encrypt: sealed.encrypt, body })
}

fn crypto(token: &str, encoding_aes_key: &str) -> Result<Crypto, String> {
    let token = CallbackToken::new(token).map_err(|error| error.to_string())?;
    let key = encoding_aes_key.parse::<EncodingAesKey>().map_err(|error| error.to_string())?;
    Ok(Crypto::new(token, key))
}
