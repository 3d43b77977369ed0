//! `HttpClient`: the client that the server lends elements, to ask others by HTTP.

mod answer;
mod error;
mod observer;
mod private_network;
mod redirect;
mod request;
mod settings;

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use clock::SharedClock;
use reqwest::{Client, Method, Proxy};

use self::private_network::OutsideAlone;
pub use self::{
    answer::HttpAnswer,
    error::HttpError,
    observer::{HttpObserver, HttpOutcome},
    private_network::is_private_address,
    request::HttpRequest,
    settings::HttpSettings,
};

/// Asks others by HTTP: with the operator's time limits and forward proxy, over TLS that needs no set-up, with answers of
/// bounded length, and without following redirects. The server counts its requests by host. A [bench](crate::testing) lends
/// one like it.
///
/// ```no_run
/// # use element_type::{CallError, Host};
/// # async fn ask(host: &Host, code: &str) -> Result<String, CallError> {
/// let form = [("grant_type", "authorization_code"), ("code", code)];
/// let answer = host.http().post("https://provider.example/token").basic("our-id", "our-secret").form(&form).send().await?;
/// if !answer.is_success() {
///     return Err(CallError::provider_refused(answer.status(), "the provider refused the code; log in again"));
/// }
/// let tokens: serde_json::Value = answer.json()?;
/// # Ok(tokens["access_token"].to_string())
/// # }
/// ```
#[derive(Clone)]
pub struct HttpClient(Arc<Parts>);

struct Parts {
    settings: HttpSettings,
    clock: SharedClock,
    observer: Option<Arc<dyn HttpObserver>>,
    /// Clients by the kind of connection and the range.
    clients: [[OnceLock<Client>; 2]; 2],
}

/// The kinds of connection that a request needs.
#[derive(Clone, Copy)]
enum Kind {
    /// Without TLS: a machine without any certificates is fine then.
    Plain,
    Encrypting,
}

/// How far a request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Range {
    Anywhere,
    /// Not into a private network.
    Outside,
}

impl HttpClient {
    /// The longest answer that is read, in bytes.
    pub const LONGEST_ANSWER: usize = 1024 * 1024;

    /// A client; connections are made when they are first needed.
    pub fn new(settings: HttpSettings, clock: SharedClock) -> Self {
        Self(Arc::new(Parts { settings, clock, observer: None, clients: Default::default() }))
    }

    /// A client that tells `observer` of each request.
    pub fn observed(settings: HttpSettings, clock: SharedClock, observer: Arc<dyn HttpObserver>) -> Self {
        Self(Arc::new(Parts { settings, clock, observer: Some(observer), clients: Default::default() }))
    }

    /// A request that reads.
    pub fn get(&self, url: impl AsRef<str>) -> HttpRequest<'_> {
        HttpRequest::new(self, Method::GET, url.as_ref())
    }

    /// A request that sends something.
    pub fn post(&self, url: impl AsRef<str>) -> HttpRequest<'_> {
        HttpRequest::new(self, Method::POST, url.as_ref())
    }

    /// A request by another method, in capitals: `PUT`.
    pub fn request(&self, method: &str, url: impl AsRef<str>) -> HttpRequest<'_> {
        match Method::from_bytes(method.as_bytes()) {
            Ok(method) => HttpRequest::new(self, method, url.as_ref()),
            Err(_) => HttpRequest::refused(self, HttpError::Unsendable),
        }
    }

    /// The client for a kind of connection and a range, made when it is first needed.
    fn of(&self, kind: Kind, range: Range) -> Result<&Client, HttpError> {
        let made = &self.0.clients[kind as usize][range as usize];
        if let Some(client) = made.get() {
            return Ok(client);
        }
        let client =
            self.0.settings.build(kind, range).map_err(|error| HttpError::Client(Arc::new(error.without_url())))?;
        Ok(made.get_or_init(|| client))
    }
}

impl HttpSettings {
    fn build(&self, kind: Kind, range: Range) -> reqwest::Result<Client> {
        // A provider that was installed before stays: the error says just that.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .connect_timeout(self.connect_timeout)
            .timeout(self.request_timeout)
            .user_agent(&self.user_agent)
            // A request that asks for redirects has them followed by `redirect.rs`.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        let builder = match (&self.proxy_url, range) {
            // Behind a proxy, that one looks the names up.
            (Some(url), _) => builder.proxy(Proxy::all(url.expose_secret())?),
            (None, Range::Outside) => builder.dns_resolver(Arc::new(OutsideAlone::of_system())),
            (None, Range::Anywhere) => builder,
        };
        let needs_certificates = !matches!(kind, Kind::Plain) || self.proxy_url.is_some();
        if needs_certificates { builder.build() } else { builder.tls_certs_only([]).build() }
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}
