//! `Host`: what the server lends any element with code.

use std::{fmt, sync::Arc};

use clock::{SharedClock, SharedEntropy};

use crate::{HttpClient, HttpSettings};

/// The services that the server lends any element with code for the time of a call.
#[derive(Clone)]
#[non_exhaustive]
pub struct Host {
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
    http: HttpClient,
}

impl Host {
    /// A host with this clock and this source of randomness, and an HTTP client with the default settings.
    pub fn new(clock: SharedClock, entropy: SharedEntropy) -> Self {
        let http = HttpClient::new(HttpSettings::default(), Arc::clone(&clock));
        Self { clock, entropy, http }
    }

    /// This host with another HTTP client.
    #[must_use]
    pub fn with_http(self, http: HttpClient) -> Self {
        Self { http, ..self }
    }

    /// The client to ask others with, such as an identity provider.
    pub fn http(&self) -> &HttpClient {
        &self.http
    }
}

impl AsRef<Self> for Host {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}
