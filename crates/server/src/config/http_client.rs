//! The settings of the client that elements are lent.

use std::time::Duration;

use element_type::{HttpSettings, SecretText};
use secrecy::ExposeSecret;

use super::HttpClient;

impl HttpClient {
    /// The settings of a client as it is configured.
    pub(crate) fn settings(&self) -> HttpSettings {
        let mut settings = HttpSettings::default();
        settings.connect_timeout = Duration::from_secs(self.connect_timeout_seconds);
        settings.request_timeout = Duration::from_secs(self.request_timeout_seconds);
        settings.proxy_url = self.proxy_url.as_ref().map(|proxy| SecretText::new(proxy.to_url().expose_secret()));
        settings.user_agent = format!("wecom-login/{}", env!("CARGO_PKG_VERSION"));
        settings
    }
}
