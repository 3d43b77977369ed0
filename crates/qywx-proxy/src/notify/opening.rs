//! From a signed request to a message and whom it is for.

use login_type::CallError;
use qywx_login::{
    Recognise,
    callback::{self, Signed},
};
use wecom_callback_crypto::{Opened, ReceiverProof};
use wecom_types::{CorpId, SuiteId};

use crate::{deps::Deps, instance::QywxProxyInstance, suite::Suite};

/// The instances whose token signed `encrypt` and whose key opens it, one a suite.
pub(super) fn open<'a>(
    signed: &Signed<'_>,
    instances: &[&'a QywxProxyInstance],
    encrypt: &str,
    refusal: &mut Refusal,
) -> Vec<(&'a QywxProxyInstance, Opened)> {
    let mut opened: Vec<(&QywxProxyInstance, Opened)> = Vec::new();
    for instance in instances {
        let Suite { id, crypto, .. } = instance.suite();
        if opened.iter().any(|(known, _)| known.suite().id == *id) {
            continue;
        }
        match signed.open(crypto, encrypt) {
            Some(Ok(message)) => opened.push((instance, message)),
            Some(Err(error)) => refusal.note(error),
            None => {}
        }
    }
    opened
}

/// Why no suite took a request: the latest reason of one that was signed, else that none was.
#[derive(Default)]
pub(super) struct Refusal(Option<CallError>);

impl Refusal {
    /// The latest counts: that it is for somebody else says more than that it could not be read with another suite's key.
    pub(super) fn note(&mut self, error: CallError) {
        self.0 = Some(error);
    }

    pub(super) fn is_signed(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn into_error(self) -> CallError {
        self.0.unwrap_or_else(callback::not_signed)
    }
}

/// The receiver that a message was encrypted for; [`of_suite_or_corp`] alone makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Receiver {
    /// The suite: an event of the template's URL.
    Suite(SuiteId),
    /// The provider itself: the URL verification, licence events.
    Provider(CorpId),
    /// A company: an event of its app.
    Corp(CorpId),
}

impl ReceiverProof for Receiver {
    fn receive_id(&self) -> &str {
        match self {
            Self::Suite(suite) => suite.as_str(),
            Self::Provider(corp) | Self::Corp(corp) => corp.as_str(),
        }
    }
}

/// The receiver that the receiveid names, if this suite knows it (91144).
pub(super) async fn of_suite_or_corp(
    deps: &Deps,
    instance: &QywxProxyInstance,
    receive_id: &str,
) -> Result<Option<Receiver>, CallError> {
    if receive_id == instance.suite().id.as_str() {
        return Ok(Some(Receiver::Suite(instance.suite().id.clone())));
    }
    let suite = deps.peers.suite(&instance.suite().id).unwrap_or_else(|| instance.suite());
    if let Some(provider) = suite.provider_corp_id.as_ref().filter(|id| id.as_str() == receive_id) {
        return Ok(Some(Receiver::Provider(provider.clone())));
    }
    let Ok(corp) = qywx_login::corp_id(receive_id) else { return Ok(None) };
    // The configured company's events may come before its authorisation does; their work looks for that.
    let is_company = instance.corp_id() == Some(&corp)
        || deps.tables.corp_auths().lookup(&suite.id, &corp).await.map_err(CallError::unavailable)?.is_some();
    if is_company {
        return Ok(Some(Receiver::Corp(corp)));
    }
    if suite.provider_corp_id.is_some() {
        return Ok(None);
    }
    let noted = deps.tables.suite_providers().lookup(&suite.id).await.map_err(CallError::unavailable)?;
    Ok(noted.filter(|noted| *noted == corp).map(Receiver::Provider))
}

/// The error for a receiveid that this suite has nothing to do with.
pub(super) fn for_nobody(receive_id: &str) -> CallError {
    callback::for_somebody_else("the suite, its provider or a company that authorised it", receive_id)
}
