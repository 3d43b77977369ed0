//! The server's functions, as a front end calls them, and logins.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer, Caller, SERVICE};

use super::Scene;
use crate::scene::{Corp, Member};

/// The server answers callbacks first and works later: this long at most, on a machine under load.
const SOON: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(40);

/// Names of fields whose values may never appear in a log.
const SECRET_FIELDS: &[&str] = &["token", "refreshToken", "loginCode"];

/// Looks again and again until there is an answer; ends the step when there is none soon.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let answered = async {
        loop {
            if let Some(answer) = look().await {
                return answer;
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    let answer = tokio::time::timeout(SOON, answered).await;
    answer.unwrap_or_else(|_| panic!("{what}: not within {} s", SOON.as_secs()))
}

impl Scene {
    /// Somebody without a login.
    pub(crate) fn nobody(&self) -> Caller<'_> {
        Caller::new(&self.http, &self.url)
    }

    /// Somebody with an access token.
    pub(crate) fn member<'a>(&'a self, token: &'a str) -> Caller<'a> {
        self.nobody().with_token(token)
    }

    /// An administrator.
    pub(crate) fn administrator(&self) -> Caller<'_> {
        self.nobody().with_token(&self.admin)
    }

    /// Calls a function, and keeps the secrets in the answer.
    pub(crate) async fn call(&self, caller: Caller<'_>, element: &str, function: &str, arguments: Value) -> Answer {
        let answer = caller.call(element, function, arguments).await;
        let secrets = SECRET_FIELDS.iter().filter_map(|field| answer.0["data"][field].as_str());
        secrets.for_each(|secret| self.keep(secret));
        answer
    }

    /// Logs a member in through the workbench.
    pub(crate) async fn try_login(&self, corp: &Corp, member: &Member) -> Answer {
        let code = self.sim.oauth_code(&corp.suite, &corp.wecom, &member.id).await;
        let arguments = json!({ "corpId": corp.id, "code": code });
        self.call(self.nobody(), SERVICE, "loginByWorkbench", arguments).await
    }

    /// Logs a member in through the workbench; answers the tokens.
    pub(crate) async fn login(&self, corp: &Corp, member: &Member) -> Value {
        self.try_login(corp, member).await.ok()
    }

    /// The answer of `getCurrUser` to an access token.
    pub(crate) async fn current_user(&self, token: &str) -> Answer {
        self.call(self.member(token), AUTH_SVC, "getCurrUser", json!({})).await
    }

    /// Waits until an access token is refused.
    pub(crate) async fn until_dead(&self, token: &str) -> String {
        until("the session ends", async || {
            let answer = self.current_user(token).await;
            (!answer.is_ok()).then(|| answer.refusal())
        })
        .await
    }

    /// The keys that the server publishes.
    ///
    /// # Errors
    /// When they cannot be had.
    pub(crate) async fn jwks(&self) -> Result<Value> {
        let answer = self.http.get(format!("{}/.well-known/jwks.json", self.url)).send().await?;
        ensure!(answer.status() == 200, "jwks.json: HTTP {}", answer.status());
        Ok(answer.json().await?)
    }
}
