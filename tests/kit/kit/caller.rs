//! `Caller`: somebody who calls functions over HTTP: nobody in particular, a member, an administrator.

use reqwest::Client;
use serde_json::Value;

use crate::{answer::Answer, server::TestServer};

/// Somebody who calls functions of an app of the organisation `acme`, at a server.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    http: &'a Client,
    server: &'a str,
    app: &'a str,
    bearer: Option<&'a str>,
}

impl<'a> Caller<'a> {
    /// Somebody without a login, who calls the app `acme.portal` at a server.
    pub fn new(http: &'a Client, server: &'a str) -> Self {
        Self { http, server, app: "portal", bearer: None }
    }

    /// Sends this bearer token with each call.
    #[must_use]
    pub fn with_token(self, token: &'a str) -> Self {
        Self { bearer: Some(token), ..self }
    }

    /// Sends the calls to this server instead of the first one.
    #[must_use]
    pub fn at(self, server: &'a TestServer) -> Self {
        Self { server: &server.url, ..self }
    }

    /// Calls elements of this app instead of the usual one.
    #[must_use]
    pub fn in_app(self, app: &'a str) -> Self {
        Self { app, ..self }
    }

    /// Calls a function.
    pub async fn call(self, element: &str, function: &str, args: Value) -> Answer {
        let url = format!("{}/api/acme/{}/{element}/{function}", self.server, self.app);
        let mut request = self.http.post(url).json(&args);
        if let Some(bearer) = self.bearer {
            request = request.bearer_auth(bearer);
        }
        Answer::read(request.send().await.unwrap()).await
    }
}
