//! `Directory`: the clients of one app.

use std::sync::Arc;

use element_model::{AppId, WebOrigin};
use element_type::{ElementInstance as _, Instances};

use super::Client;

/// The clients of one app.
#[derive(Clone, Debug)]
pub struct Directory(Instances<Client>);

impl Default for Directory {
    /// The clients of an app that has none.
    fn default() -> Self {
        Self(std::iter::empty().collect())
    }
}

impl Directory {
    /// The clients of an app among those of all.
    pub fn new(all: &Instances<Client>, app: &AppId) -> Self {
        Self(all.of_app(app))
    }

    /// The client of this id that is switched on.
    pub fn lookup(&self, client_id: &str) -> Option<&Arc<Client>> {
        self.0.iter().map(|(_, client)| client).find(|client| client.id == client_id && client.is_active())
    }

    /// The client of this id, switched on or not: for a log-out, which ends a session and is told of it whatever has become of the client.
    pub fn known(&self, client_id: &str) -> Option<&Arc<Client>> {
        self.0.iter().map(|(_, client)| client).find(|client| client.id == client_id)
    }

    /// The clients that are switched on.
    pub fn active(&self) -> impl Iterator<Item = &Arc<Client>> {
        self.0.iter().map(|(_, client)| client).filter(|client| client.is_active())
    }

    /// Whether any client's pages are of this origin.
    pub fn knows_origin(&self, origin: &WebOrigin) -> bool {
        self.0.iter().any(|(_, client)| client.is_active() && client.has_origin(origin))
    }
}
