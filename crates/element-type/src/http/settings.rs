//! `HttpSettings`: how a client reaches others.

use std::time::Duration;

use crate::SecretText;

/// How a client reaches others.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpSettings {
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    /// The longest wait for a whole answer, from the connection to its last byte.
    pub request_timeout: Duration,
    /// The forward proxy through which all requests go, with name and password where it asks for them.
    pub proxy_url: Option<SecretText>,
    /// The name in `User-Agent`.
    pub user_agent: String,
}

impl Default for HttpSettings {
    /// 3 s for a connection, 8 s for an answer, no proxy.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(3),
            request_timeout: Duration::from_secs(8),
            proxy_url: None,
            user_agent: concat!("element-type/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
