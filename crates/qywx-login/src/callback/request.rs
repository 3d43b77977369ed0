//! One request of WeCom: what it is signed with, what is in it, and how it is answered in time.

use std::{fmt, time::Duration};

use clock::{Clock, Timestamp};
use login_type::{Call, CallError, ConfigProblem, ErrorKind, Reply};
use wecom_callback_crypto::{CallbackToken, Crypto, EncodingAesKey, Envelope, Opened, json, xml};

use crate::parse;

/// Longest wait for the database: well below the 5 s after which WeCom hangs up (96238), so that it hears of a failure
/// and pushes again instead of wondering.
const ANSWER_LIMIT: Duration = Duration::from_secs(3);

/// How far WeCom's clock may be ahead of ours.
const CLOCK_SKEW: Duration = Duration::from_hours(24);

/// The keys of a callback's address, from the fields of these names.
///
/// # Errors
/// Names the field that is wrong, never its value.
pub fn crypto((token_field, token): (&str, &str), (key_field, key): (&str, &str)) -> Result<Crypto, ConfigProblem> {
    let key: EncodingAesKey = parse(key_field, key)?;
    let token = CallbackToken::new(token).map_err(|error| ConfigProblem::new(token_field, error.to_string()))?;
    Ok(Crypto::new(token, key))
}

/// What WeCom signs a request with.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    msg_signature: &'a str,
    timestamp: &'a str,
    nonce: &'a str,
}

impl<'a> Signed<'a> {
    /// The arguments of a `notify`.
    ///
    /// # Errors
    /// Names the one that is missing.
    pub fn of(call: Call<'a>) -> Result<Self, CallError> {
        let Call { args, .. } = call;
        Ok(Self {
            msg_signature: args.text("msg_signature")?,
            timestamp: args.text("timestamp")?,
            nonce: args.text("nonce")?,
        })
    }

    /// What was sealed into `encrypt`, or why it cannot be read; `None` when it is not signed with this token.
    pub fn open(&self, crypto: &Crypto, encrypt: &str) -> Option<Result<Opened, CallError>> {
        let verified = crypto.verify(self.msg_signature, self.timestamp, self.nonce, encrypt).ok()?;
        Some(verified.open().map_err(|error| {
            let message = format!("the message is signed rightly but cannot be read: {error} ({})", error.code());
            CallError::new(ErrorKind::Malformed, message)
        }))
    }

    /// The `echostr` of a URL verification.
    ///
    /// # Errors
    /// When it is missing.
    pub fn echostr(call: Call<'a>) -> Result<&'a str, CallError> {
        call.args.opt_text("echostr")?.ok_or_else(|| {
            CallError::new(ErrorKind::MissingArgument, "argument echostr is missing: GET is the URL verification")
        })
    }

    /// What the body of an event holds, as XML or as JSON.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn envelope(body: &[u8]) -> Result<Envelope, CallError> {
        let is_json = body.trim_ascii_start().starts_with(b"{");
        let envelope = if is_json { json::parse_envelope(body) } else { xml::parse_envelope(body) };
        envelope.map_err(|error| malformed("body", &error))
    }
}

/// When an event happened, by WeCom's clock: as its message says, else as it was signed. A time from the far future would be
/// newer than all that comes, and is taken for now.
pub fn event_time(told: Option<Timestamp>, signed: &Signed<'_>, now: Timestamp) -> Timestamp {
    let signed_at = signed.timestamp.parse().ok().map(Timestamp::from_secs);
    told.or(signed_at).filter(|time| *time <= now + CLOCK_SKEW).unwrap_or(now)
}

/// The answer, or that there was none in time for WeCom; what is committed all the same is recognised when it is pushed
/// again.
///
/// # Errors
/// The answer's, or [`ErrorKind::Unavailable`].
pub async fn in_time(
    clock: &dyn Clock,
    answer: impl Future<Output = Result<Reply, CallError>>,
) -> Result<Reply, CallError> {
    tokio::select! {
        biased;
        answer = answer => answer,
        () = clock.sleep(ANSWER_LIMIT) => {
            let message = format!("the database did not take the event within {} s", ANSWER_LIMIT.as_secs());
            Err(CallError::new(ErrorKind::Unavailable, message))
        }
    }
}

/// The exact answer that WeCom takes for "received" (97174).
pub fn received() -> Reply {
    Reply::Text("success".to_owned())
}

/// The error for what cannot be read.
pub fn malformed(what: &str, error: &dyn fmt::Display) -> CallError {
    CallError::new(ErrorKind::Malformed, format!("{what}: {error}"))
}

/// The error for a request that no token here signed.
pub fn not_signed() -> CallError {
    let message = "msg_signature does not fit (-40001): the Token here and the one in WeCom's console differ, or this is \
                   not WeCom";
    CallError::new(ErrorKind::Forged, message)
}
