//! `notify`: takes WeCom's callbacks in (96238, 97172). Verify, decrypt, check the receiveid, parse, commit, answer.
//!
//! One URL may serve several suites. On POST the suite is the one whose id or authorised company `ToUserName` names, on
//! GET the one whose token signs; the signature decides in both cases.

use clock::Timestamp;
use login_type::{
    Added, Call, CallError, CallbackRecords, ErrorKind, InitialState, Method, NewCallbackRecord, Reply, SecretText,
};
use storage::Access;
use wecom_callback_crypto::{Opened, json, xml};
use wecom_types::SuiteTicket;

use crate::{
    deps::Deps,
    elements::TYPE,
    error,
    event::{Event, EventType},
    instance::QywxProxyInstance,
};

/// The exact answer that WeCom takes for "received" (97174).
const SUCCESS: &str = "success";

/// Answers one request of WeCom for one of these instances.
pub(crate) async fn receive(deps: &Deps, instances: &[&QywxProxyInstance], call: Call<'_>) -> Result<Reply, CallError> {
    let signed = Signed {
        msg_signature: call.args.text("msg_signature")?,
        timestamp: call.args.text("timestamp")?,
        nonce: call.args.text("nonce")?,
    };
    match call.request.method {
        Method::Get => {
            let echostr = call.args.opt_text("echostr")?.ok_or_else(|| {
                CallError::new(ErrorKind::MissingArgument, "argument echostr is missing: GET is the URL verification")
            })?;
            verify_url(deps, instances, &signed, echostr).await
        }
        Method::Post => take_in(deps, instances, &signed, call).await,
    }
}

/// What WeCom signs a request with.
struct Signed<'a> {
    msg_signature: &'a str,
    timestamp: &'a str,
    nonce: &'a str,
}

impl Signed<'_> {
    /// The first instance whose token signed `encrypt`, and the opened message.
    fn open<'a>(
        &self,
        instances: impl IntoIterator<Item = &'a QywxProxyInstance>,
        encrypt: &str,
    ) -> Result<Option<(&'a QywxProxyInstance, Opened)>, CallError> {
        for instance in instances {
            let crypto = &instance.suite().crypto;
            let Ok(verified) = crypto.verify(self.msg_signature, self.timestamp, self.nonce, encrypt) else { continue };
            let opened = verified.open().map_err(|error| {
                let message = format!("the message is signed rightly but cannot be read: {error} ({})", error.code());
                CallError::new(ErrorKind::Malformed, message)
            })?;
            return Ok(Some((instance, opened)));
        }
        Ok(None)
    }
}

/// GET: answers the decrypted `echostr`, bare.
async fn verify_url(
    deps: &Deps,
    instances: &[&QywxProxyInstance],
    signed: &Signed<'_>,
    echostr: &str,
) -> Result<Reply, CallError> {
    let Some((instance, opened)) = signed.open(instances.iter().copied(), echostr)? else {
        return Err(forged());
    };
    let receive_id = opened.receive_id().to_owned();
    let mut accepted = vec![String::new(), instance.suite().id.to_string()];
    accepted.extend(instance.suite().provider_corp_id.as_ref().map(ToString::to_string));
    accepted.extend(instance.corp_id().map(ToString::to_string));
    if !accepted.contains(&receive_id) && is_authorised(deps, instance, &receive_id).await? {
        accepted.push(receive_id.clone());
    }
    opened.expect_receive_id(&accepted).map(Reply::Text).map_err(|_| {
        let message = format!(
            "the URL verification was made for receiveid {receive_id:?}, which suite {} does not know; \
             if it is the provider's own corpid, set authConfig.providerCorpId of {}",
            instance.suite().id,
            instance.name().element
        );
        CallError::new(ErrorKind::Forged, message)
    })
}

/// POST: commits the event, then answers `success`.
async fn take_in(
    deps: &Deps,
    instances: &[&QywxProxyInstance],
    signed: &Signed<'_>,
    call: Call<'_>,
) -> Result<Reply, CallError> {
    let envelope = if call.request.body.trim_ascii_start().starts_with(b"{") {
        json::parse_envelope(&call.request.body)
    } else {
        xml::parse_envelope(&call.request.body)
    };
    let envelope = envelope.map_err(|error| malformed("body", &error))?;
    let to_user_name = envelope.to_user_name.as_str();
    let addressed: Vec<_> = instances.iter().copied().filter(|it| it.suite().id.as_str() == to_user_name).collect();
    let candidates = if addressed.is_empty() { instances } else { &addressed };
    let Some((instance, opened)) = signed.open(candidates.iter().copied(), &envelope.encrypt)? else {
        return Err(if addressed.is_empty() { unaddressed(deps, to_user_name).await? } else { forged() });
    };
    let suite = &instance.suite().id;
    let receive_id = opened.receive_id().to_owned();
    let for_provider = instance.suite().provider_corp_id.as_ref().is_some_and(|id| id.as_str() == receive_id);
    let known = receive_id == suite.as_str() || for_provider || is_authorised(deps, instance, &receive_id).await?;
    let message = opened.expect_receive_id(known.then_some(&receive_id)).map_err(|_| {
        let message = format!("receiveid {receive_id:?} is neither suite {suite} nor a company that authorised it");
        CallError::new(ErrorKind::Forged, message)
    })?;
    let event = Event::parse(&message).map_err(|error| malformed("message", &error))?;
    if receive_id == suite.as_str() && event.suite_id.as_deref().is_some_and(|id| id != receive_id) {
        return Err(CallError::new(
            ErrorKind::Forged,
            "SuiteId within the message is not the suite it was encrypted for",
        ));
    }
    let corp_id =
        event.corp_id.clone().or_else(|| (receive_id != suite.as_str() && !for_provider).then_some(receive_id));
    commit(deps, instance, call, &event, corp_id, signed, message).await
}

async fn commit(
    deps: &Deps,
    instance: &QywxProxyInstance,
    call: Call<'_>,
    event: &Event,
    corp_id: Option<String>,
    signed: &Signed<'_>,
    message: String,
) -> Result<Reply, CallError> {
    let suite = &instance.suite().id;
    let now = deps.clock.now();
    let event_time = event.time.or_else(|| signed.timestamp.parse().ok().map(Timestamp::from_secs)).unwrap_or(now);
    // A ticket is stored before its record: whoever is told `success` can log in with it.
    let ticket = event.ticket().map(SuiteTicket::try_from).transpose();
    if let Some(ticket) = ticket.map_err(|error| malformed("SuiteTicket", &error))? {
        let newer = deps.database.suite_tickets().offer(suite, &ticket, event_time, now).await;
        tracing::info!(suite.id = %suite, newer = newer.map_err(CallError::unavailable)?, "suite_ticket received");
    }
    let is_ticket = event.r#type == EventType::SuiteTicket;
    let record = NewCallbackRecord {
        login_type: TYPE,
        instance: instance.name().clone(),
        realm: suite.to_string(),
        dedup_key: event.dedup_key(corp_id.as_deref(), event_time, &message),
        corp_id,
        event_type: event.r#type.as_str().to_owned(),
        event_time,
        payload: SecretText::new(message),
        initial: if is_ticket { InitialState::Succeeded } else { InitialState::Pending },
    };
    let records = &call.host.records;
    match records.add(record.clone()).await? {
        Added::New(_) if is_ticket => records.hasten(suite.as_str()).await?,
        Added::Repeat(id) if event.r#type == EventType::ChangeAuth => {
            read_again(&**records, id, record, signed.msg_signature).await?;
        }
        Added::New(_) | Added::Repeat(_) => {}
    }
    Ok(Reply::Text(SUCCESS.to_owned()))
}

/// Two changes within one second look like one change told twice: what it asks for is done again, which is harmless.
async fn read_again(
    records: &dyn CallbackRecords,
    id: i64,
    mut record: NewCallbackRecord,
    msg_signature: &str,
) -> Result<(), CallError> {
    match records.retry(id).await {
        // The work may have read before the second change: another record follows it.
        Err(error) if error.kind() == ErrorKind::RecordBusy => {
            record.dedup_key = format!("{}:{msg_signature}", record.dedup_key);
            records.add(record).await.map(drop)
        }
        done => done,
    }
}

/// Whether `corp` is the id of a company that authorised the instance's suite, or the one the instance is for.
async fn is_authorised(deps: &Deps, instance: &QywxProxyInstance, corp: &str) -> Result<bool, CallError> {
    let Ok(corp) = error::corp_id(corp) else { return Ok(false) };
    if instance.corp_id() == Some(&corp) {
        return Ok(true);
    }
    let auth = deps.database.corp_auths().lookup(&instance.suite().id, &corp).await.map_err(CallError::unavailable)?;
    Ok(auth.is_some())
}

/// Why a message for `to_user_name` that no suite here signed is refused.
async fn unaddressed(deps: &Deps, to_user_name: &str) -> Result<CallError, CallError> {
    let Ok(corp) = error::corp_id(to_user_name) else { return Ok(unknown_suite(to_user_name)) };
    let auths = deps.database.corp_auths().list_by_corp(&corp).await.map_err(CallError::unavailable)?;
    Ok(if auths.is_empty() { unknown_suite(to_user_name) } else { forged() })
}

fn unknown_suite(to_user_name: &str) -> CallError {
    let shown: String = to_user_name.chars().take(64).collect();
    let message = format!("ToUserName {shown:?} is neither a suite served here nor a company that authorised one");
    CallError::new(ErrorKind::UnknownSuite, message)
}

fn forged() -> CallError {
    CallError::new(
        ErrorKind::Forged,
        "msg_signature does not fit (-40001): the Token here and the one in the provider console differ, or this is not WeCom",
    )
}

fn malformed(what: &str, error: &dyn std::fmt::Display) -> CallError {
    CallError::new(ErrorKind::Malformed, format!("{what}: {error}"))
}
