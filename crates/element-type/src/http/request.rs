//! `HttpRequest`: a request in the making, and its way to the answer.

use std::{fmt, sync::Arc};

use clock::Timestamp;
use reqwest::{
    Method, RequestBuilder, Response, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde::Serialize;
use url::form_urlencoded;

use super::{HttpAnswer, HttpClient, HttpError, HttpOutcome, Kind, Range, private_network, redirect};

/// A request in the making; a mistake in a part of it is told when it is [sent](Self::send).
#[must_use = "a request does nothing until it is sent"]
pub struct HttpRequest<'a> {
    client: &'a HttpClient,
    parts: Result<Parts, HttpError>,
}

pub(super) struct Parts {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Vec<u8>,
    follows: bool,
    range: Range,
}

impl<'a> HttpRequest<'a> {
    pub(super) fn new(client: &'a HttpClient, method: Method, url: &str) -> Self {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let (headers, body, range) = (Vec::new(), Vec::new(), Range::Anywhere);
        let parts = url.map(|url| Parts { method, url, headers, body, follows: false, range });
        Self { client, parts: parts.ok_or(HttpError::Address) }
    }

    pub(super) fn refused(client: &'a HttpClient, error: HttpError) -> Self {
        Self { client, parts: Err(error) }
    }

    /// With these parameters behind those that the URL has.
    pub fn query(self, parameters: &[(&str, &str)]) -> Self {
        self.changed(|parts| {
            parts.url.query_pairs_mut().extend_pairs(parameters);
            Ok(())
        })
    }

    /// With a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.changed(|parts| {
            let name = HeaderName::try_from(name).map_err(|_| HttpError::Unsendable)?;
            parts.put(name, value)
        })
    }

    /// With `Authorization: Bearer`.
    pub fn bearer(self, token: &str) -> Self {
        self.changed(|parts| parts.put(AUTHORIZATION, &format!("Bearer {token}")))
    }

    /// With `Authorization: Basic` as OAuth has it: name and password are form-encoded first (RFC 6749 §2.3.1).
    pub fn basic(self, name: &str, password: &str) -> Self {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let both = format!("{}:{}", encoded(name), encoded(password));
        self.changed(|parts| parts.put(AUTHORIZATION, &format!("Basic {}", STANDARD.encode(both))))
    }

    /// With these parameters as the body of a form.
    pub fn form(self, parameters: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    /// With a body in JSON.
    pub fn json(self, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.body("application/json", body),
            Err(_) => Self { parts: Err(HttpError::Unsendable), ..self },
        }
    }

    /// With a body of a media type.
    pub fn body(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.changed(|parts| {
            parts.body = body.into();
            parts.put(CONTENT_TYPE, media_type)
        })
    }

    /// Follows redirects, five at most, as browsers do: 301 to 303 with `GET`, 307 and 308 with the method and the body. To
    /// another host, port or scheme no header of yours goes along but `Accept`, and no body; nor does anything go from https
    /// to http. A redirect that is not followed is the answer. Not for a request with a secret in its address: the host that
    /// answers may repeat it in the next one.
    pub fn following_redirects(self) -> Self {
        self.changed(|parts| {
            parts.follows = true;
            Ok(())
        })
    }

    /// Goes to no address of a private network, whether the URL has it or its name leads there, nor by a redirect; to this
    /// machine only as `127.0.0.1`, `[::1]` or `localhost`. For addresses that somebody gave who need not know the machines
    /// around the server. Through a forward proxy names are the proxy's to judge.
    pub fn outside_private_networks(self) -> Self {
        self.changed(|parts| {
            parts.range = Range::Outside;
            Ok(())
        })
    }

    /// Sends it, once, and reads the answer, whatever its status is.
    ///
    /// # Errors
    /// The host cannot be reached, does not answer in time, or answers at too great a length; or the request cannot be sent.
    pub async fn send(self) -> Result<HttpAnswer, HttpError> {
        let (client, mut parts) = (self.client, self.parts?);
        let begun_at = client.0.clock.now();
        let mut left = if parts.follows { redirect::MOST } else { 0 };
        loop {
            let answer = client.ask(&parts, begun_at).await?;
            match redirect::next(&parts, &answer).filter(|_| left > 0) {
                Some(next) => (parts, left) = (next, left - 1),
                None => return Ok(answer),
            }
        }
    }

    fn changed(self, change: impl FnOnce(&mut Parts) -> Result<(), HttpError>) -> Self {
        let parts = self.parts.and_then(|mut parts| change(&mut parts).map(|()| parts));
        Self { parts, ..self }
    }
}

impl HttpClient {
    /// Sends one request of those that began then: all together have the time of one.
    async fn ask(&self, parts: &Parts, begun_at: Timestamp) -> Result<HttpAnswer, HttpError> {
        let (shared, host) = (&self.0, host_of(&parts.url));
        if parts.range == Range::Outside && private_network::is_named_by(&parts.url) {
            return Err(HttpError::PrivateNetwork { host });
        }
        let kind = if parts.url.scheme() == "https" { Kind::Encrypting } else { Kind::Plain };
        let asked_at = shared.clock.now();
        let left = shared.settings.request_timeout.saturating_sub(asked_at.since(begun_at));
        let answer = exchange(parts.of(self.of(kind, parts.range)?).timeout(left), &host).await;
        if let Some(observer) = &shared.observer {
            observer.asked(&host, outcome(&answer), shared.clock.now().since(asked_at));
        }
        answer
    }
}

impl Parts {
    /// This request, to another address.
    pub(super) fn to(&self, url: Url, method: Method, body: Vec<u8>) -> Self {
        Self { method, url, headers: self.headers.clone(), body, follows: self.follows, range: self.range }
    }

    fn put(&mut self, name: HeaderName, value: &str) -> Result<(), HttpError> {
        let mut value = HeaderValue::from_str(value).map_err(|_| HttpError::Unsendable)?;
        value.set_sensitive(true);
        self.headers.push((name, value));
        Ok(())
    }

    fn of(&self, client: &reqwest::Client) -> RequestBuilder {
        let asked = self.headers.iter().any(|(name, _)| name == ACCEPT);
        let request = client.request(self.method.clone(), self.url.clone()).body(self.body.clone());
        let request = if asked { request } else { request.header(ACCEPT, "application/json") };
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }
}

async fn exchange(request: RequestBuilder, host: &str) -> Result<HttpAnswer, HttpError> {
    let failed = |error: reqwest::Error| {
        let host = host.to_owned();
        if error.is_timeout() {
            return HttpError::Timeout { host };
        }
        if private_network::is_cause_of(&error) {
            return HttpError::PrivateNetwork { host };
        }
        HttpError::Transport { host, source: Arc::new(error.without_url()) }
    };
    let mut response = request.send().await.map_err(failed)?;
    let Some(body) = body_of(&mut response).await.map_err(failed)? else {
        return Err(HttpError::TooLong { host: host.to_owned() });
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(HttpAnswer { host: host.to_owned(), status, headers, body })
}

/// The whole body, or `None` when it is too long.
async fn body_of(response: &mut Response) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > HttpClient::LONGEST_ANSWER {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// The host of a URL, with its port where it is not the scheme's own.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn outcome(answer: &Result<HttpAnswer, HttpError>) -> HttpOutcome {
    match answer {
        Ok(answer) => HttpOutcome::Answered(answer.status),
        Err(HttpError::Timeout { .. }) => HttpOutcome::Timeout,
        Err(HttpError::TooLong { .. }) => HttpOutcome::TooLong,
        Err(_) => HttpOutcome::Transport,
    }
}

/// Tells nothing of what is sent.
impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").finish_non_exhaustive()
    }
}
