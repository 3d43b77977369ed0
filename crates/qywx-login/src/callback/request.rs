//! A request of WeCom: its signature, its content, and an answer in time.

use std::{borrow::Cow, time::Duration};

use clock::{Clock, Timestamp};
use login_type::{Call, CallError, ConfigProblem, ErrorKind, Reply};
use wecom_callback_crypto::{CallbackToken, Crypto, EncodingAesKey, Envelope, Opened, Query, json, xml};

use super::refused;
use crate::parse;

/// Longest wait for the database: well below the 5 s after which WeCom hangs up (96238), so that it hears of a failure
/// and pushes again instead of wondering.
const ANSWER_LIMIT: Duration = Duration::from_secs(3);

/// How far WeCom's clock may be ahead of ours.
const CLOCK_SKEW: Duration = Duration::from_hours(24);

/// Longest Token that WeCom's console takes (96238).
const LONGEST_TOKEN: usize = 32;

/// The keys of a callback's address, from the fields of these names, without the blanks and line ends around them.
///
/// # Errors
/// Names the field that is wrong, never its value.
pub fn crypto((token_field, token): (&str, &str), (key_field, key): (&str, &str)) -> Result<Crypto, ConfigProblem> {
    let key: EncodingAesKey = parse(key_field, key.trim())?;
    let token = token.trim();
    if token.len() > LONGEST_TOKEN || !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let right =
            "must be the Token of the callback address as WeCom's console shows it: 1 to 32 of A-Z, a-z and 0-9";
        return Err(ConfigProblem::new(token_field, right));
    }
    let token = CallbackToken::new(token).map_err(|error| ConfigProblem::new(token_field, error.to_string()))?;
    Ok(Crypto::new(token, key))
}

/// The parameters that WeCom signs a request with.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a>(Query<&'a str>);

impl<'a> Signed<'a> {
    /// The arguments of a `notify`.
    ///
    /// # Errors
    /// Names the one that is missing.
    pub fn of(call: Call<'a>) -> Result<Self, CallError> {
        let Call { args, .. } = call;
        Ok(Self(Query {
            msg_signature: args.text("msg_signature")?,
            timestamp: args.text("timestamp")?,
            nonce: args.text("nonce")?,
            echostr: None,
        }))
    }

    /// The message that was sealed into `encrypt`, or why it cannot be read; `None` when it is not signed with this token.
    pub fn open(&self, crypto: &Crypto, encrypt: &str) -> Option<Result<Opened, CallError>> {
        let verified = crypto.verify(&self.0, encrypt).ok()?;
        Some(verified.open().map_err(refused::not_opened))
    }

    /// The `echostr` of a URL verification. A blank in it was a `+`, which a gateway on the way decoded once too often:
    /// base64 has no blanks.
    ///
    /// # Errors
    /// When it is missing.
    pub fn echostr(call: Call<'a>) -> Result<Cow<'a, str>, CallError> {
        let Some(echostr) = call.args.opt_text("echostr")? else {
            let message = "argument echostr is missing: GET is the URL verification";
            return Err(CallError::new(ErrorKind::MissingArgument, message));
        };
        if echostr.contains(' ') { Ok(echostr.replace(' ', "+").into()) } else { Ok(echostr.into()) }
    }

    /// Whether a request is older than the records by which a repeat would be recognised: signed before that moment, or
    /// telling of something that happened before it.
    pub fn is_before(&self, kept_since: Timestamp, told: Option<Timestamp>) -> bool {
        [self.time(), told].into_iter().flatten().any(|time| time < kept_since)
    }

    fn time(&self) -> Option<Timestamp> {
        self.0.timestamp.parse().ok().map(Timestamp::from_secs)
    }

    /// The envelope in the body of an event, as XML or as JSON. Its length was limited when it was read.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn envelope(body: &[u8]) -> Result<Envelope, CallError> {
        let is_json = body.trim_ascii_start().starts_with(b"{");
        let envelope = if is_json {
            json::parse_envelope_within(body, usize::MAX)
        } else {
            xml::parse_envelope_within(body, usize::MAX)
        };
        envelope.map_err(|error| refused::malformed("body", &error))
    }
}

/// When an event happened, by WeCom's clock: as its message says, else as it was signed. A time from the far future would be
/// newer than all that comes, and is taken for now.
pub fn event_time(told: Option<Timestamp>, signed: &Signed<'_>, now: Timestamp) -> Timestamp {
    told.or(signed.time()).filter(|time| *time <= now + CLOCK_SKEW).unwrap_or(now)
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

/// The answer to a request that [is before](Signed::is_before) what is remembered: WeCom need not send it again, and
/// nothing is done.
pub fn received_too_late(realm: &str) -> Reply {
    tracing::info!(realm, "a callback older than callbacks.keep_succeeded_days was answered and not recorded");
    received()
}
