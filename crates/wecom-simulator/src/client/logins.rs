//! People who log in.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Control, Error};

#[derive(Deserialize)]
struct Issued {
    code: String,
}

impl Control {
    /// A one-use code for an app of a company, as its login page would give it, of somebody: `{"userid": …}` of a member,
    /// `{"openid": …}` of somebody who is none.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn oauth_code(&self, suite_id: &str, corp_id: &str, who: Value) -> Result<String, Error> {
        let path = format!("apps/{suite_id}/{corp_id}/oauth-code");
        let Issued { code } = self.ask(Method::POST, &path, who).await?;
        Ok(code)
    }

    /// Has a member of a company use WeCom from now on: pages that are opened inside it do not ask who it is.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn set_current_member(&self, corp_id: &str, userid: &str) -> Result<(), Error> {
        self.post("current-member", json!({ "corpId": corp_id, "userid": userid })).await.map(drop)
    }
}
