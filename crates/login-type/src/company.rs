//! `Company`: a company whose members may log in, as operators see it.

use serde_json::Value;

/// A company as a login type knows it; who of it is logged in and what was heard last, the server knows.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Company {
    /// As in [`Grant::realm`](crate::Grant::realm).
    pub realm: String,
    /// Its id.
    pub corp_id: String,
    /// Its name, where one is known.
    pub name: Option<String>,
    /// How it stands, in a word.
    pub status: &'static str,
    /// By what its members find it on the login page.
    pub org_code: Option<String>,
    /// The app's id in the company.
    pub agent_id: Option<i64>,
    /// The members who see the app, as the provider told it.
    pub visible_range: Option<Value>,
    /// The host of its own that its members log in at.
    pub login_host: Option<String>,
}

impl Company {
    /// A company of which nothing else is known.
    pub fn new(realm: impl Into<String>, corp_id: impl Into<String>, status: &'static str) -> Self {
        Self {
            realm: realm.into(),
            corp_id: corp_id.into(),
            name: None,
            status,
            org_code: None,
            agent_id: None,
            visible_range: None,
            login_host: None,
        }
    }
}
