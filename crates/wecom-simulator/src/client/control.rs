//! `Control`: calls of any route.

use reqwest::{Client, Method};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Error;
use crate::http;

/// The control API of a running simulator. `GET /_sim/routes` lists what the routes take; the methods of this type have
/// the usual ones by name.
#[derive(Clone, Debug)]
pub struct Control {
    origin: String,
    http: Client,
}

impl Control {
    /// The control API of the simulator at `http://host:port`.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(origin: impl Into<String>) -> Result<Self, Error> {
        Ok(Self { origin: origin.into(), http: http::client().map_err(Error::Client)? })
    }

    /// Where the simulator listens: `http://host:port`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Calls a route; `path` is the part after `/_sim/`. A `body` that is null is not sent.
    ///
    /// # Errors
    /// When there is no answer, or a refusal.
    pub async fn call(&self, method: Method, path: &str, body: Value) -> Result<Value, Error> {
        self.ask(method, path, body).await
    }

    /// `GET`s a route.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn get(&self, path: &str) -> Result<Value, Error> {
        self.ask(Method::GET, path, Value::Null).await
    }

    /// `POST`s to a route.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn post(&self, path: &str, body: Value) -> Result<Value, Error> {
        self.ask(Method::POST, path, body).await
    }

    /// `PATCH`es a route.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn patch(&self, path: &str, body: Value) -> Result<Value, Error> {
        self.ask(Method::PATCH, path, body).await
    }

    /// `DELETE`s a route.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn delete(&self, path: &str) -> Result<Value, Error> {
        self.ask(Method::DELETE, path, json!({})).await
    }

    /// Calls a route whose answer has a form of its own.
    pub(super) async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str, body: Value) -> Result<T, Error> {
        let unanswered = |source| Error::Unanswered { method: method.clone(), path: path.to_owned(), source };
        let mut request = self.http.request(method.clone(), format!("{}/_sim/{path}", self.origin));
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.map_err(unanswered)?;
        let status = answer.status();
        let text = answer.text().await.map_err(unanswered)?;
        if !status.is_success() {
            return Err(Error::Refused { method, path: path.to_owned(), status, text });
        }
        serde_json::from_str(&text).map_err(|source| Error::Form { path: path.to_owned(), text, source })
    }
}
