//! `Occasion`: on what occasion the accounts are used, and the audit trail that notes it.

use std::{
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
};

use login_type::Call;
use serde_json::{Map, Value, json};
use storage::{Access, NewAuditEvent, StorageError};

use crate::LocalAccounts;

/// On what occasion the accounts are used: the audit trail tells it along with the deed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occasion {
    /// The administrator who acts, where one does.
    pub administrator: Option<String>,
    /// The element whose function is called, with its app: `acme.portal:auths.QywxProxyTemp`.
    pub element: Option<String>,
    /// The request, by its id.
    pub request_id: Option<String>,
    /// Whose request it is.
    pub client: Option<IpAddr>,
    /// How the user reached the login.
    pub way: Option<&'static str>,
    /// The callback record whose work it is, by its number.
    pub record_id: Option<i64>,
}

/// What happened, before the audit trail has it.
pub(crate) struct Deed {
    /// Who did it; where nobody did, the server or the callback record that made it.
    pub(crate) actor: Option<String>,
    pub(crate) action: &'static str,
    pub(crate) target: String,
    /// Anything else; a JSON object.
    pub(crate) detail: Value,
}

impl Occasion {
    /// That of a function's call.
    pub(crate) fn of(call: Call<'_>) -> Self {
        let request = call.request;
        Self { request_id: Some(request.id.clone()), client: request.client, ..Self::default() }
    }

    /// Who acts when no user does.
    fn actor(&self) -> String {
        if let Some(administrator) = &self.administrator {
            return administrator.clone();
        }
        self.record_id.map_or_else(|| "server".to_owned(), |id| format!("callback record {id}"))
    }

    /// What it adds to a deed.
    fn detail(&self) -> Map<String, Value> {
        let told = [
            ("requestId", self.request_id.as_ref().map(|id| json!(id))),
            ("address", self.client.map(|client| json!(client))),
            ("element", self.element.as_ref().map(|element| json!(element))),
            ("way", self.way.map(|way| json!(way))),
        ];
        told.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

impl LocalAccounts {
    /// The same accounts as they are used on this occasion.
    #[must_use]
    pub fn on(&self, occasion: Occasion) -> Self {
        Self { occasion: occasion.into(), noted: Arc::default(), ..self.clone() }
    }

    /// Whether something that was done on this occasion is in the audit trail already.
    pub fn has_noted(&self) -> bool {
        self.noted.load(Ordering::Relaxed)
    }

    /// Notes a deed in the audit trail, in the transaction that it is done in.
    pub(crate) async fn note(&self, access: &impl Access, deed: Deed) -> Result<(), StorageError> {
        let mut detail = self.occasion.detail();
        if let Value::Object(more) = deed.detail {
            detail.extend(more);
        }
        let event = NewAuditEvent {
            at: self.clock.now(),
            actor: deed.actor.unwrap_or_else(|| self.occasion.actor()),
            action: deed.action.to_owned(),
            target: deed.target,
            detail: detail.into(),
        };
        access.audit_events().add(event).await?;
        self.noted.store(true, Ordering::Relaxed);
        Ok(())
    }
}
