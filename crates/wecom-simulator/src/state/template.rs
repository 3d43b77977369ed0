//! Templates (代开发模板) and the callback settings they share with apps.

use serde::Serialize;

/// A `suite_ticket` lives this long (97173).
pub(crate) const TICKET_SECONDS: u64 = 1800;
/// A new `suite_ticket` is pushed this often (97173).
pub(crate) const TICKET_PUSH_SECONDS: u64 = 600;

/// Where events go and how they are sealed (96238).
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Callback {
    pub(crate) url: Option<String>,
    pub(crate) token: String,
    #[serde(rename = "encodingAESKey")]
    pub(crate) encoding_aes_key: String,
    /// The URL has answered a verification; tickets start by themselves only then (2.4).
    pub(crate) verified: bool,
}

/// A pushed ticket.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ticket {
    pub(crate) value: String,
    pub(crate) issued_at: u64,
}

/// A template of the provider.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Template {
    pub(crate) suite_id: String,
    pub(crate) suite_secret: String,
    pub(crate) callback: Callback,
    pub(crate) tickets: Vec<Ticket>,
}

impl Template {
    /// Whether `ticket` was pushed within the last 1800 s; older than the newest is fine (97173).
    pub(crate) fn accepts_ticket(&self, ticket: &str, now: u64) -> bool {
        self.tickets.iter().any(|known| known.value == ticket && now < known.issued_at + TICKET_SECONDS)
    }

    /// Whether the next push of a ticket is due.
    pub(crate) fn ticket_is_due(&self, now: u64) -> bool {
        self.callback.url.is_some()
            && self.callback.verified
            && self.tickets.last().is_none_or(|last| now >= last.issued_at + TICKET_PUSH_SECONDS)
    }
}
