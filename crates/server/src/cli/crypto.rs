//! `wecom-login crypto verify|decrypt|encrypt`: the callback crypto by hand.

use std::process::ExitCode;

use clap::Subcommand;
use clock::{Clock, Entropy, OsEntropy, SystemClock};
use serde_json::{Value, json};
use wecom_callback_crypto::{CallbackToken, Crypto, EncodingAesKey, Error, Message, Query};

use super::output;

/// Subcommands of `crypto`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Checks a signature and shows the message.
    Verify(Args),
    /// Decrypts; checks the signature where --msg-signature is given.
    Decrypt(Args),
    /// Encrypts and signs --message.
    Encrypt(Args),
}

/// Arguments of all three.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The callback's Token.
    #[arg(long, allow_hyphen_values = true)]
    token: Option<String>,
    /// The callback's `EncodingAESKey`: 43 letters and digits.
    #[arg(long)]
    aes_key: String,
    /// The receiveid to expect, or to encrypt for.
    #[arg(long, allow_hyphen_values = true)]
    receive_id: Option<String>,
    /// As in the query; for encrypt, now when absent.
    #[arg(long, allow_hyphen_values = true)]
    timestamp: Option<String>,
    /// As in the query; for encrypt, random when absent.
    #[arg(long, allow_hyphen_values = true)]
    nonce: Option<String>,
    /// As in the query.
    #[arg(long)]
    msg_signature: Option<String>,
    /// `Encrypt` of the body, or `echostr` of the query.
    #[arg(long, allow_hyphen_values = true)]
    encrypt: Option<String>,
    /// The plaintext to encrypt.
    #[arg(long, allow_hyphen_values = true)]
    message: Option<String>,
    /// Prints JSON, also for a failure.
    #[arg(long)]
    json: bool,
}

/// Why a command failed: the official code where it has one.
struct Failure {
    code: Option<i32>,
    message: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { code: Some(error.code()), message: error.to_string() }
    }
}

/// Runs a subcommand; exit code 0 or 1, and 2 when an argument is missing.
pub(super) fn run(command: &Command) -> ExitCode {
    let (Command::Verify(args) | Command::Decrypt(args) | Command::Encrypt(args)) = command;
    let result = match command {
        Command::Verify(args) => required("--msg-signature", args.msg_signature.as_ref()).and_then(|_| open(args)),
        Command::Decrypt(args) => open(args),
        Command::Encrypt(args) => seal(args),
    };
    let shown = match result {
        Ok(value) => show(&value, args.json).map(|()| ExitCode::SUCCESS),
        Err(failure) => report(&failure, args.json),
    };
    shown.unwrap_or_else(|error| output::failure(&error))
}

fn show(value: &Value, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return output::json(value);
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        output::line(format!("{name}: {}", value.as_str().unwrap_or_default()))?;
    }
    Ok(())
}

fn report(failure: &Failure, as_json: bool) -> anyhow::Result<ExitCode> {
    let Failure { code, message } = failure;
    match code {
        _ if as_json => output::json(&json!({ "code": code, "error": message }))?,
        Some(code) => drop(output::failure(&anyhow::anyhow!("{message} ({code})"))),
        None => drop(output::failure(&anyhow::anyhow!("{message}"))),
    }
    Ok(if code.is_some() { ExitCode::FAILURE } else { ExitCode::from(2) })
}

fn open(args: &Args) -> Result<Value, Failure> {
    let encrypt = required("--encrypt", args.encrypt.as_ref())?;
    let opened = match &args.msg_signature {
        Some(signature) => {
            let timestamp = required("--timestamp", args.timestamp.as_ref())?;
            let nonce = required("--nonce", args.nonce.as_ref())?;
            let query = Query { msg_signature: signature.as_str(), timestamp, nonce, echostr: None };
            crypto(args, required("--token", args.token.as_ref())?)?.open(&query, encrypt)?
        }
        // Decrypting takes the key alone.
        None => crypto(args, args.token.as_deref().unwrap_or("-"))?.decrypt(encrypt)?,
    };
    let receive_id = opened.receive_id().to_owned();
    let message = match &args.receive_id {
        Some(accepted) => opened.expect_receive_id([accepted])?,
        // The person at the terminal sees for whom it is.
        None => opened.message_unchecked().to_owned(),
    };
    Ok(json!({ "message": message, "receive_id": receive_id }))
}

fn seal(args: &Args) -> Result<Value, Failure> {
    let text = required("--message", args.message.as_ref())?;
    let crypto = crypto(args, required("--token", args.token.as_ref())?)?;
    let timestamp = args.timestamp.clone().unwrap_or_else(|| SystemClock.now().as_secs().to_string());
    let nonce = args.nonce.clone().unwrap_or_else(|| OsEntropy.alphanumeric(10));
    let mut random = [0; 16];
    OsEntropy.fill(&mut random);
    let query = Query { timestamp: timestamp.as_str(), nonce: &nonce, ..Query::default() };
    let message = Message { text, receive_id: args.receive_id.as_deref().unwrap_or_default() };
    let sealed = crypto.seal_with_random_bytes(&query, message, random)?;
    Ok(json!({
        "encrypt": sealed.encrypt,
        "msg_signature": sealed.msg_signature,
        "timestamp": timestamp,
        "nonce": nonce,
    }))
}

fn crypto(args: &Args, token: &str) -> Result<Crypto, Failure> {
    let key: EncodingAesKey = args.aes_key.parse()?;
    Ok(Crypto::new(CallbackToken::new(token)?, key))
}

fn required<'a>(name: &str, value: Option<&'a String>) -> Result<&'a str, Failure> {
    value.map(String::as_str).ok_or_else(|| Failure { code: None, message: format!("{name} is missing") })
}
