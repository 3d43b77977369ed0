//! `AuditContext`: the facts that the audit trail adds to an entry: by whom, of which request.

use std::{
    borrow::Cow,
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
};

use clock::Timestamp;
use login_type::Call;
use serde_json::{Map, Value, json};
use storage::{Access, NewAuditEvent, StorageError};

use crate::LocalAccounts;

/// The fields that the audit trail adds to an entry: by whom, of which request, by which way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditContext {
    /// The administrator who acts, where one does.
    pub administrator: Option<String>,
    /// The element whose function is called, with its app: `acme.portal:auths.QywxProxyTemp`.
    pub element: Option<String>,
    /// The request, by its id.
    pub request_id: Option<String>,
    /// The client's address.
    pub client: Option<IpAddr>,
    /// How the user reached the login.
    pub way: Option<&'static str>,
    /// The callback record whose work it is, by its number.
    pub record_id: Option<i64>,
    /// The operating system's name of who runs a command.
    pub os_user: Option<String>,
}

/// An action, before the audit trail has it.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// The actor; where it is not said, the administrator, the callback record or the server of the context.
    pub actor: Option<String>,
    /// The action's name.
    pub action: Cow<'static, str>,
    /// To whom or what it was done.
    pub target: String,
    /// Anything else, never a secret; a JSON object.
    pub detail: Value,
}

impl AuditContext {
    /// The context of a function's call.
    pub(crate) fn of(call: Call<'_>) -> Self {
        let request = call.request;
        Self { request_id: Some(request.id.clone()), client: request.client, ..Self::default() }
    }

    /// An action as the audit trail keeps it.
    pub fn event(&self, at: Timestamp, entry: AuditEntry) -> NewAuditEvent {
        let mut detail = self.detail();
        if let Value::Object(more) = entry.detail {
            detail.extend(more);
        }
        NewAuditEvent {
            at,
            actor: entry.actor.unwrap_or_else(|| self.actor()),
            action: entry.action.into_owned(),
            target: entry.target,
            detail: detail.into(),
        }
    }

    /// The actor when no user acts.
    fn actor(&self) -> String {
        if let Some(administrator) = &self.administrator {
            return administrator.clone();
        }
        self.record_id.map_or_else(|| "server".to_owned(), |id| format!("callback record {id}"))
    }

    /// The fields that it adds to an entry.
    fn detail(&self) -> Map<String, Value> {
        let told = [
            ("requestId", self.request_id.as_ref().map(|id| json!(id))),
            ("address", self.client.map(|client| json!(client))),
            ("element", self.element.as_ref().map(|element| json!(element))),
            ("way", self.way.map(|way| json!(way))),
            ("osUser", self.os_user.as_ref().map(|user| json!(user))),
        ];
        told.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

impl LocalAccounts {
    /// These accounts as they are used in this context.
    #[must_use]
    pub fn on(&self, context: AuditContext) -> Self {
        Self { context: context.into(), noted: Arc::default(), ..self.clone() }
    }

    /// Whether something that was done in this context is in the audit trail already.
    pub fn has_noted(&self) -> bool {
        self.noted.load(Ordering::Relaxed)
    }

    /// Says that what was done in this context is in the audit trail.
    pub fn set_noted(&self) {
        self.noted.store(true, Ordering::Relaxed);
    }

    /// Notes an action in the audit trail, in its own transaction.
    pub(crate) async fn note(&self, access: &impl Access, entry: AuditEntry) -> Result<(), StorageError> {
        access.audit_events().add(self.context.event(self.clock.now(), entry)).await?;
        self.set_noted();
        Ok(())
    }
}
