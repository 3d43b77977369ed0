//! The whole state as JSON, for tests and curious people.

use serde::Serialize;
use serde_json::{Value, json};

use super::State;

impl State {
    /// Everything the simulator knows except the push log, secrets included.
    pub(crate) fn view(&self) -> Value {
        json!({
            "now": self.now(),
            "provider": self.provider,
            "templates": values(&self.templates),
            "corps": values(&self.corps),
            "apps": values(&self.apps),
            "tokens": self.tokens.list(),
            "authCodes": self.auth_codes,
            "oauthCodes": self.oauth_codes,
            "userTickets": self.user_tickets,
            "customizedLinks": self.links,
            "currentMember": self.current_member,
            "lockouts": self.lockouts,
            "faults": self.faults,
            "switches": self.switches,
        })
    }
}

fn values<K, V: Serialize>(map: &std::collections::BTreeMap<K, V>) -> Vec<&V> {
    map.values().collect()
}
