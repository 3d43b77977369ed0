//! Companies, and what they do with apps.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Control, Corp, Error, OwnApp};

impl Control {
    /// Makes a company with members of these names.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn corp(&self, name: &str, members: &[&str]) -> Result<Corp, Error> {
        let members: Vec<_> = members.iter().map(|name| json!({ "name": name })).collect();
        self.ask(Method::POST, "corps", json!({ "name": name, "members": members })).await
    }

    /// Has a company's administrator authorise a template, for logins on the host `host[:port]`; answers the app's
    /// `agentId`, the `authCode` and, where there is a callback URL, the outcome of the push.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn authorise(&self, suite_id: &str, corp_id: &str, host: &str) -> Result<Value, Error> {
        let scan = json!({ "corpId": corp_id, "trustedDomains": [host] });
        self.post(&format!("templates/{suite_id}/authorize"), scan).await
    }

    /// Has a company build an app of its own that trusts a host.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn own_app(&self, corp_id: &str, host: &str) -> Result<OwnApp, Error> {
        self.ask(Method::POST, &format!("corps/{corp_id}/apps"), json!({ "trustedDomains": [host] })).await
    }

    /// Does something to an app of a company: `cancel`, `reset-secret`, `disable` … For a company's own app its number
    /// stands in the place of the template's id.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn app(&self, suite_id: &str, corp_id: &str, action: &str, body: Value) -> Result<Value, Error> {
        self.post(&format!("apps/{suite_id}/{corp_id}/{action}"), body).await
    }

    /// Has a member leave a company.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn remove_member(&self, corp_id: &str, userid: &str) -> Result<(), Error> {
        self.delete(&format!("corps/{corp_id}/members/{userid}")).await.map(drop)
    }
}
