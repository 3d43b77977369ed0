//! `ApiClient`: the one place that sends anything to WeCom.

use std::{fmt, net::IpAddr, sync::Arc};

use clock::Timestamp;
use reqwest::{
    Client, RequestBuilder, Response,
    header::{DATE, HeaderValue, USER_AGENT},
    redirect,
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    DecodeProblem, Endpoint, Endpoints, Error, ForwardProxy, Payload, Timeouts, answer, endpoints::getcallbackip,
    settings::below,
};

/// Longest answer that is read, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;

/// Sends calls to WeCom, each with a time limit, over connections that are kept.
#[derive(Clone)]
pub struct ApiClient {
    http: Client,
    endpoints: Arc<Endpoints>,
    user_agent: HeaderValue,
}

impl ApiClient {
    /// A client of the API at `endpoints`; follows no redirect and takes no proxy from the environment.
    ///
    /// # Errors
    /// A URL is neither http nor https, or it is https and the system has no CA certificates.
    pub fn new(endpoints: Endpoints, timeouts: Timeouts) -> Result<Self, Error> {
        Self::through(None, endpoints, timeouts)
    }

    /// As [`new`](Self::new), through this forward proxy where there is one: a company that trusts a list of addresses
    /// (企业可信IP) then sees the proxy's.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn through(proxy: Option<&ForwardProxy>, endpoints: Endpoints, timeouts: Timeouts) -> Result<Self, Error> {
        if let Some(field) = endpoints.unusable() {
            return Err(Error::Endpoint { field });
        }
        // A provider that was installed before stays: the error says just that.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.request)
            .redirect(redirect::Policy::none())
            .no_proxy();
        let builder = if needs_certificates(&endpoints, proxy) { builder } else { builder.tls_certs_only([]) };
        let unusable = |error: reqwest::Error| Error::Client(Arc::new(error.without_url()));
        let builder = match proxy {
            Some(proxy) => builder.proxy(proxy.to_reqwest().map_err(unusable)?),
            None => builder,
        };
        let http = builder.build().map_err(unusable)?;
        let user_agent = HeaderValue::from_static(concat!("wecom-client/", env!("CARGO_PKG_VERSION")));
        Ok(Self { http, endpoints: Arc::new(endpoints), user_agent })
    }

    /// Names itself so in `User-Agent`, `wecom-client/<version>` otherwise; what no header may hold is left out.
    #[must_use]
    pub fn with_user_agent(self, user_agent: &str) -> Self {
        let printable: String = user_agent.chars().filter(|c| matches!(c, ' '..='~')).collect();
        let user_agent = HeaderValue::try_from(printable).unwrap_or(self.user_agent);
        Self { user_agent, ..self }
    }

    /// Where WeCom is.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Sends one call, once, with the token that [`Endpoint::ACCESS`] names.
    ///
    /// # Errors
    /// WeCom answered with an error code, in another form, or not at all.
    pub async fn send<E: Endpoint>(&self, endpoint: &E, token: Option<&SecretString>) -> Result<E::Response, Error> {
        let answered = self.exchange(endpoint, token).await?;
        answer::read(E::PATH, answered.status, &answered.body)
    }

    /// Asks for nothing, without any credential: whether WeCom answers in its own form at all, even if it refuses.
    /// Answers WeCom's time and the address that it sees, where the answer has them
    /// ([97159](https://developer.work.weixin.qq.com/document/path/97159)).
    ///
    /// # Errors
    /// There is no answer, or something else than WeCom answers.
    pub(crate) async fn reach(&self) -> Result<Seen, Error> {
        let answered = self.exchange(&getcallbackip::Request, None).await?;
        let api = <getcallbackip::Request as Endpoint>::PATH;
        match answer::read::<getcallbackip::Response>(api, answered.status, &answered.body) {
            Ok(_) | Err(Error::Api { .. }) => {
                Ok(Seen { date: answered.date, address: answer::caller_ip(&answered.body) })
            }
            Err(error) => Err(error),
        }
    }

    async fn exchange<E: Endpoint>(&self, endpoint: &E, token: Option<&SecretString>) -> Result<Answered, Error> {
        let failed = |error: reqwest::Error| {
            if error.is_timeout() {
                return Error::Timeout { api: E::PATH };
            }
            Error::Transport { api: E::PATH, source: Arc::new(error.without_url()) }
        };
        let request = self.request(endpoint, token).header(USER_AGENT, &self.user_agent);
        let mut response = request.send().await.map_err(failed)?;
        let (status, date) = (response.status().as_u16(), date_of(&response));
        let Some(body) = body_of(&mut response).await.map_err(failed)? else {
            return Err(Error::Decode { api: E::PATH, status, problem: DecodeProblem::TooLong });
        };
        Ok(Answered { status, date, body })
    }

    fn request<E: Endpoint>(&self, endpoint: &E, token: Option<&SecretString>) -> RequestBuilder {
        let mut url = below(&self.endpoints.api_url, &format!("/cgi-bin/{}", E::PATH));
        if let (Some(parameter), Some(token)) = (E::ACCESS.parameter(), token) {
            url.query_pairs_mut().append_pair(parameter, token.expose_secret());
        }
        match endpoint.payload() {
            Payload::Get(parameters) => {
                url.query_pairs_mut().extend_pairs(parameters);
                self.http.get(url)
            }
            Payload::Post(json) => self.http.post(url).json(&json),
        }
    }
}

/// The common fields of an answer.
pub(crate) struct Seen {
    /// When it was sent, by WeCom's clock.
    pub(crate) date: Option<Timestamp>,
    /// The address that the call came from, as WeCom saw it.
    pub(crate) address: Option<IpAddr>,
}

/// The answer, unread.
struct Answered {
    status: u16,
    /// When it was sent, by the sender's clock.
    date: Option<Timestamp>,
    body: Vec<u8>,
}

fn date_of(response: &Response) -> Option<Timestamp> {
    let date = response.headers().get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(date).ok().map(Timestamp::from_system_time)
}

/// The whole body, or `None` when it is too long.
async fn body_of(response: &mut Response) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

impl fmt::Debug for ApiClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiClient").finish_non_exhaustive()
    }
}

/// Whether WeCom or the proxy is reached by TLS: without it a machine that has no certificates is fine.
fn needs_certificates(endpoints: &Endpoints, proxy: Option<&ForwardProxy>) -> bool {
    endpoints.api_url.scheme() == "https" || proxy.is_some_and(ForwardProxy::encrypts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_needed_where_wecom_or_the_proxy_is_reached_by_tls() {
        for (api, proxy, needed) in [
            ("https://wecom.example", None, true),
            ("http://127.0.0.1:1", None, false),
            ("https://wecom.example", Some("http://127.0.0.1:3128"), true),
            ("http://127.0.0.1:1", Some("http://127.0.0.1:3128"), false),
            ("http://127.0.0.1:1", Some("https://proxy.example"), true),
        ] {
            let endpoints = Endpoints { api_url: api.parse().unwrap(), ..Endpoints::default() };
            let proxy: Option<ForwardProxy> = proxy.map(|proxy| proxy.parse().unwrap());
            assert_eq!(needs_certificates(&endpoints, proxy.as_ref()), needed, "{api} {proxy:?}");
        }
    }
}
