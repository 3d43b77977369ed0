//! `notify`: takes in what WeCom pushes to the app's callback address (96238). Verify, decrypt, check the receiveid, parse,
//! commit, answer.

use login_type::{Call, CallError, ErrorKind, InitialState, Method, NewCallbackRecord, OnRepeat, Reply, SecretText};
use qywx_login::{
    Recognise,
    callback::{self, Message, Signed},
};
use wecom_callback_crypto::Crypto;

use crate::{elements::TYPE, instance::QywxInnerInstance};

/// Answers one request of WeCom, in time.
pub(crate) async fn receive(instance: &QywxInnerInstance, call: Call<'_>) -> Result<Reply, CallError> {
    callback::in_time(&*call.host.clock, answer(instance, call)).await
}

async fn answer(instance: &QywxInnerInstance, call: Call<'_>) -> Result<Reply, CallError> {
    let Some(keys) = instance.callback_keys() else {
        let element = &instance.name().element;
        let message =
            format!("instance {element} takes no callbacks: its configuration has no token and encodingAESKey");
        return Err(CallError::new(ErrorKind::UnknownFunction, message));
    };
    let signed = Signed::of(call)?;
    match call.request.method {
        Method::Get => {
            let text = open(instance, &keys.crypto, &signed, &Signed::echostr(call)?)?;
            callback::echo(&text).map(Reply::Text)
        }
        Method::Post => {
            let envelope = Signed::envelope(&call.request.body)?;
            let text = open(instance, &keys.crypto, &signed, &envelope.encrypt)?;
            take_in(instance, call, &signed, &text).await
        }
    }
}

/// The message, if this app's token signed it and it is for this company (90968).
fn open(
    instance: &QywxInnerInstance,
    crypto: &Crypto,
    signed: &Signed<'_>,
    encrypt: &str,
) -> Result<String, CallError> {
    let opened = signed.open(crypto, encrypt).unwrap_or_else(|| Err(callback::not_signed()))?;
    let receive_id = opened.receive_id().to_owned();
    let expected = "the company of this app; compare the corpId of the instance";
    let message = opened.expect_receive_id([instance.app().corp.as_str()]);
    message.map_err(|_| callback::for_somebody_else(expected, &receive_id))
}

/// Commits the event, then answers `success`.
async fn take_in(
    instance: &QywxInnerInstance,
    call: Call<'_>,
    signed: &Signed<'_>,
    text: &str,
) -> Result<Reply, CallError> {
    let message = Message::parse(text).map_err(|error| callback::unreadable(&error))?;
    let records = &call.host.records;
    if signed.is_before(records.kept_since(), message.time()) {
        return Ok(callback::received_too_late(&instance.app_name()));
    }
    records.add(record(instance, call, signed, &message, text)).await?;
    Ok(callback::received())
}

fn record(
    instance: &QywxInnerInstance,
    call: Call<'_>,
    signed: &Signed<'_>,
    message: &Message,
    text: &str,
) -> NewCallbackRecord {
    let (corp, event) = (&instance.app().corp, Message::shown(message.event()));
    NewCallbackRecord {
        login_type: TYPE,
        instance: instance.name().clone(),
        realm: instance.app_name(),
        dedup_key: Message::dedup_key(&event, corp.as_str(), text),
        corp_id: Some(corp.to_string()),
        event_type: event,
        event_time: callback::event_time(message.time(), signed, call.host.clock.now()),
        payload: SecretText::new(text),
        request_id: Some(call.request.id.clone()),
        initial: InitialState::Pending,
        on_repeat: OnRepeat::LeftAlone,
    }
}
