//! From a message to a committed record; only then the answer `success`.

use login_type::{Call, CallError, InitialState, NewCallbackRecord, OnRepeat, Reply, SecretText};
use qywx_login::{
    Recognise,
    callback::{self, Signed},
};
use wecom_types::{SuiteId, SuiteTicket};

use super::opening::Receiver;
use crate::{
    deps::Deps,
    elements::TYPE,
    event::{Event, EventType},
    instance::QywxProxyInstance,
};

/// Commits the event, then answers `success`.
pub(super) async fn commit(
    deps: &Deps,
    instance: &QywxProxyInstance,
    call: Call<'_>,
    receiver: Receiver,
    signed: &Signed<'_>,
    message: String,
) -> Result<Reply, CallError> {
    let suite = &instance.suite().id;
    let event = Event::parse(&message).map_err(|error| callback::unreadable(&error))?;
    refuse_unless_from(&receiver, &event, suite)?;
    let corp_id = match receiver {
        Receiver::Corp(corp) => Some(corp.to_string()),
        Receiver::Suite(_) | Receiver::Provider(_) => event.corp_id.clone(),
    };
    let records = &call.host.records;
    if signed.is_before(records.kept_since(), event.message.time()) {
        return Ok(callback::received_too_late(suite.as_str()));
    }
    let now = deps.clock.now();
    let event_time = callback::event_time(event.message.time(), signed, now);
    let is_ticket = event.r#type == EventType::SuiteTicket;
    if is_ticket {
        // A ticket is stored before its record: whoever is told `success` can log in with it.
        let ticket = event.field("SuiteTicket").unwrap_or_default();
        let ticket = SuiteTicket::try_from(ticket)
            .map_err(|error| callback::not_opened(format!("-40002: SuiteTicket: {error}")))?;
        let newer = deps.tables.suite_tickets().offer(suite, &ticket, event_time, now).await;
        tracing::info!(suite.id = %suite, newer = newer.map_err(CallError::unavailable)?, "suite_ticket received");
    }
    let on_repeat = match event.r#type {
        // Two changes within one second look like one change told twice: it is read once more, which is harmless.
        EventType::ChangeAuth => OnRepeat::WorkedAgain,
        _ => OnRepeat::LeftAlone,
    };
    let record = NewCallbackRecord {
        login_type: TYPE,
        instance: instance.name().clone(),
        realm: suite.to_string(),
        dedup_key: event.dedup_key(corp_id.as_deref(), event_time, &message),
        corp_id,
        event_type: event.r#type.as_str().to_owned(),
        event_time,
        payload: SecretText::new(message),
        request_id: Some(call.request.id.clone()),
        initial: if is_ticket { InitialState::Succeeded } else { InitialState::Pending },
        on_repeat,
    };
    records.add(record).await?;
    if is_ticket {
        // After a repeat too: the one before may have broken off between its record and this.
        records.wake_waiting(TYPE, suite.as_str()).await?;
    }
    Ok(callback::received())
}

/// Refuses an event that says other than whom it was encrypted for.
fn refuse_unless_from(receiver: &Receiver, event: &Event, suite: &SuiteId) -> Result<(), CallError> {
    let is_elsewhere = event.suite_id.as_deref().is_some_and(|id| id != suite.as_str());
    let message = if is_elsewhere || (event.r#type.is_of_suite() && !matches!(receiver, Receiver::Suite(_))) {
        "-40005: SuiteId within the message is not the suite that it was encrypted for"
    } else if event.r#type.is_of_member() && matches!(receiver, Receiver::Provider(_)) {
        "-40005: an event of a company's members, but its receiveid is not a company that authorised the suite"
    } else {
        return Ok(());
    };
    Err(callback::not_opened(message))
}
