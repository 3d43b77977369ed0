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
        Method::Get => open(instance, &keys.crypto, &signed, Signed::echostr(call)?).map(Reply::Text),
        Method::Post => {
            let envelope = Signed::envelope(&call.request.body)?;
            let message = open(instance, &keys.crypto, &signed, &envelope.encrypt)?;
            call.host.records.add(record(instance, call, &signed, message)?).await?;
            Ok(callback::received())
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
    let corp = &instance.app().corp;
    opened.expect_receive_id([corp.as_str()]).map_err(|error| {
        CallError::new(ErrorKind::Forged, format!("{error}; this app's company is {corp}, the corpId of the instance"))
    })
}

fn record(
    instance: &QywxInnerInstance,
    call: Call<'_>,
    signed: &Signed<'_>,
    text: String,
) -> Result<NewCallbackRecord, CallError> {
    let message = Message::parse(&text).map_err(|error| callback::malformed("message", &error))?;
    let (corp, event) = (&instance.app().corp, Message::shown(message.event()));
    Ok(NewCallbackRecord {
        login_type: TYPE,
        instance: instance.name().clone(),
        realm: instance.app_name(),
        dedup_key: Message::dedup_key(&event, corp.as_str(), &text),
        corp_id: Some(corp.to_string()),
        event_type: event,
        event_time: callback::event_time(message.time(), signed, call.host.clock.now()),
        payload: SecretText::new(text),
        request_id: Some(call.request.id.clone()),
        initial: InitialState::Pending,
        on_repeat: OnRepeat::LeftAlone,
    })
}
