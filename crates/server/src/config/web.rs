//! The settings of every HTTP surface, of the sections that configure them.

use web::{
    PublicUrl,
    browser_keys::BrowserKeys,
    kit::Settings,
    limits::{
        body::BodyLimits, connections::ConnectionLimits, head::HeadLimits, rate::Rates,
        unfinished_bodies::UnfinishedBodies,
    },
};

use super::{Config, ConfigError, Limits, Server};

impl Config {
    /// The settings of every HTTP surface.
    ///
    /// # Errors
    /// Names the sealing key that cannot be read: cookies are marked with keys that are derived from it.
    pub(crate) fn web(&self, public_url: PublicUrl) -> Result<Settings, ConfigError> {
        let (server, limits) = (&self.server, &self.limits);
        Ok(Settings {
            public_url,
            trusted_proxies: server.trusted_proxies.clone(),
            logs_access: self.log.access,
            browser_keys: BrowserKeys::new(&self.encryption.active_first()?),
            rates: rates(limits),
            head: HeadLimits { url: limits.url_bytes, headers: limits.header_bytes },
            body: BodyLimits { bytes: server.body_limit_bytes, time: server.request_timeout() },
            unfinished_bodies: UnfinishedBodies::new(
                limits.unfinished_body_bytes,
                limits.unfinished_body_bytes_per_address,
            ),
            connections: connections(server, limits),
        })
    }
}

fn rates(limits: &Limits) -> Rates {
    Rates {
        requests_per_minute_per_address: limits.requests_per_minute_per_address,
        requests_per_minute_per_corp: limits.requests_per_minute_per_corp,
        wrong_guesses_per_minute_per_address: limits.wrong_guesses_per_minute_per_address,
        exempt_addresses: limits.exempt_addresses.clone(),
    }
}

fn connections(server: &Server, limits: &Limits) -> ConnectionLimits {
    ConnectionLimits {
        most: limits.connections,
        most_of_one: limits.connections_per_address,
        uncounted: server.trusted_proxies.iter().chain(&limits.exempt_addresses).copied().collect(),
        wait: limits.keep_alive() + server.request_timeout(),
    }
}
