//! `Event`: what a decrypted callback says (wecom-protocol: 97173, 97174, 97175, 96302, 90376).
//!
//! Add an event:
//!
//! 1. A variant of [`EventType`], its name in [`KNOWN`] (which metrics count by), `as_str` and `From<&str>`; in `is_of_suite` if WeCom encrypts
//!    it for the suite.
//! 2. The key by which two pushes of it are the same, in `dedup_key`, if the usual fields do not tell.
//! 3. A file in `work/` and its arm in `work.rs`, or in `callback/` of `qywx-login` where a company's own app hears of it
//!    too. It may run twice and must come to the same end; it compares by WeCom's time, never by arrival; what cannot be
//!    mended by trying again is `dead`, with what the operator has to do.
//! 4. The push in the simulator (`control/` and `push/`), and a test in `tests/it/`: the effect, a repeat, a late one.

use clock::Timestamp;
use qywx_login::callback::{Message, digest};
use wecom_callback_crypto::Error;

/// The kinds of events; WeCom adds new ones, which are kept and answered all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EventType {
    SuiteTicket,
    CreateAuth,
    ChangeAuth,
    CancelAuth,
    ResetPermanentCode,
    ChangeContact,
    Unsubscribe,
    Other(String),
}

/// The events that are known by name.
pub(crate) const KNOWN: &[&str] = &[
    "suite_ticket",
    "create_auth",
    "change_auth",
    "cancel_auth",
    "reset_permanent_code",
    "change_contact",
    "unsubscribe",
];

impl EventType {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::SuiteTicket => "suite_ticket",
            Self::CreateAuth => "create_auth",
            Self::ChangeAuth => "change_auth",
            Self::CancelAuth => "cancel_auth",
            Self::ResetPermanentCode => "reset_permanent_code",
            Self::ChangeContact => "change_contact",
            Self::Unsubscribe => "unsubscribe",
            Self::Other(name) => name,
        }
    }
}

impl EventType {
    /// Whether it is told about a suite, and so encrypted for the suite alone (97172).
    pub(crate) fn is_of_suite(&self) -> bool {
        matches!(
            self,
            Self::SuiteTicket | Self::CreateAuth | Self::ChangeAuth | Self::CancelAuth | Self::ResetPermanentCode
        )
    }

    /// Whether it tells of a member of a company.
    pub(crate) fn is_of_member(&self) -> bool {
        matches!(self, Self::ChangeContact | Self::Unsubscribe)
    }
}

impl From<&str> for EventType {
    fn from(name: &str) -> Self {
        match name {
            "suite_ticket" => Self::SuiteTicket,
            "create_auth" => Self::CreateAuth,
            "change_auth" => Self::ChangeAuth,
            "cancel_auth" => Self::CancelAuth,
            "reset_permanent_code" => Self::ResetPermanentCode,
            "change_contact" => Self::ChangeContact,
            "unsubscribe" => Self::Unsubscribe,
            other => Self::Other(Message::shown(other)),
        }
    }
}

/// A decrypted callback, with the fields that some event's work needs.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) r#type: EventType,
    pub(crate) suite_id: Option<String>,
    pub(crate) corp_id: Option<String>,
    pub(crate) message: Message,
}

impl Event {
    /// Reads the message; only XML that cannot be read is an error, an unknown event is not.
    pub(crate) fn parse(message: &str) -> Result<Self, Error> {
        let message = Message::parse(message)?;
        let text = |name: &str| message.field(name).map(str::to_owned);
        Ok(Self { r#type: message.event().into(), suite_id: text("SuiteId"), corp_id: text("AuthCorpId"), message })
    }

    /// A field's text; `None` when it is absent or empty.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.message.field(name)
    }

    /// The ticket, of a `suite_ticket` event.
    pub(crate) fn ticket(&self) -> Option<&str> {
        self.field("SuiteTicket").filter(|_| self.r#type == EventType::SuiteTicket)
    }

    /// The key by which two messages are the same event: WeCom repeats a push until it is answered, perhaps signed anew.
    pub(crate) fn dedup_key(&self, corp_id: Option<&str>, time: Timestamp, message: &str) -> String {
        let kind = self.r#type.as_str();
        let corp = corp_id.unwrap_or_default();
        match (&self.r#type, self.field("AuthCode")) {
            (EventType::CreateAuth | EventType::ResetPermanentCode, Some(auth_code)) => {
                format!("{kind}:{}", digest(auth_code))
            }
            (EventType::ChangeAuth | EventType::CancelAuth, _) => {
                format!("{kind}:{}", digest(&format!("{corp}\n{}", time.as_millis())))
            }
            _ => Message::dedup_key(kind, corp, message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_event_has_its_name_and_nothing_else_is_known() {
        assert!(KNOWN.iter().all(|name| !matches!(EventType::from(*name), EventType::Other(_))));
        assert!(KNOWN.iter().all(|name| EventType::from(*name).as_str() == *name));
        assert_eq!(EventType::from("enter_agent"), EventType::Other("enter_agent".to_owned()));
    }
}
