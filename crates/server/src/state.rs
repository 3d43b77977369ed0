//! `AppState`: what every request handler works with.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use accounts::{LocalAccounts, Occasion};
use app_catalog::{Catalog, Folder};
use clock::SharedClock;
use ipnet::IpNet;
use login_type::Host;
use storage::Database;
use url::Url;
use web::{
    browser_keys::BrowserKeys,
    limits::{rate::RateLimits, unfinished_bodies::UnfinishedBodies},
};

use crate::{
    config::Config,
    http::{body, bounds::Bounds, connections::Connections, health::Stored},
    metrics::Metrics,
    shared_probe::SharedProbe,
    supervision::Pulse,
    tickets::FirstSeen,
};

/// How browsers and operators reach the server.
pub(crate) struct Reach {
    pub(crate) public_url: Url,
    /// Where the management listener is, if there is one.
    pub(crate) management_address: Option<SocketAddr>,
    pub(crate) browser_keys: BrowserKeys,
}

/// What every request handler works with.
pub(crate) struct AppState {
    /// The apps' folder, and the catalog that was read of it.
    pub(crate) folder: Folder,
    pub(crate) host: Host,
    pub(crate) accounts: LocalAccounts,
    pub(crate) database: Database,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) public_url: Url,
    pub(crate) limits: body::Limits,
    pub(crate) bounds: Bounds,
    pub(crate) connections: Connections,
    pub(crate) unfinished_bodies: UnfinishedBodies,
    pub(crate) rate: RateLimits,
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// Where the management listener is, if there is one.
    pub(crate) management_address: Option<SocketAddr>,
    /// Whether each request is a line of the log.
    pub(crate) logs_access: bool,
    pub(crate) browser_keys: BrowserKeys,
    /// Whether callback records are worked on.
    pub(crate) worker: Pulse,
    /// Since when suites without a ticket are known.
    pub(crate) suites_seen: FirstSeen,
    /// Whether a call failed for the database since it was last seen to take changes.
    pub(crate) is_in_doubt: AtomicBool,
    /// What `/readyz` saw of the database.
    pub(crate) stored: SharedProbe<Stored>,
    /// Whether the database answered `/metrics`.
    pub(crate) gauges: SharedProbe<bool>,
    pub(crate) browser_session_seconds: u64,
    pub(crate) audit_retention: Duration,
}

impl AppState {
    pub(crate) fn new(
        folder: Folder,
        host: Host,
        accounts: LocalAccounts,
        database: Database,
        metrics: Arc<Metrics>,
        reach: Reach,
        config: &Config,
    ) -> Self {
        let Reach { public_url, management_address, browser_keys } = reach;
        Self {
            limits: body::Limits { bytes: config.server.body_limit_bytes, time: config.server.request_timeout() },
            bounds: Bounds { url: config.limits.url_bytes, headers: config.limits.header_bytes },
            connections: Connections::new(config, Arc::clone(&host.clock)),
            unfinished_bodies: config.limits.unfinished_bodies(),
            rate: RateLimits::new(config.limits.rates(), Arc::clone(&host.clock)),
            trusted_proxies: config.server.trusted_proxies.clone(),
            management_address,
            logs_access: config.log.access,
            browser_keys,
            worker: Pulse::default(),
            suites_seen: FirstSeen::default(),
            is_in_doubt: AtomicBool::new(false),
            stored: SharedProbe::default(),
            gauges: SharedProbe::default(),
            browser_session_seconds: config.login.browser_session_seconds,
            audit_retention: config.audit.retention(),
            folder,
            host,
            accounts,
            database,
            metrics,
            public_url,
        }
    }

    /// The catalog as it stands now; a request keeps the one it began with.
    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        self.folder.catalog().current()
    }

    /// Whether the newest edit of the apps' folder is broken, so that the version before it serves on.
    pub(crate) fn is_edit_refused(&self) -> bool {
        self.folder.catalog().is_edit_refused()
    }

    /// Whether browsers reach the server by https.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// Whether a host's name is one by which browsers are to reach the server. Where `server.public_url` is not set and the
    /// server listens on every address (`0.0.0.0`), there is no better name to lead them to.
    pub(crate) fn is_own_host(&self, name: &str) -> bool {
        match self.public_url.host() {
            Some(url::Host::Ipv4(address)) if address.is_unspecified() => true,
            Some(url::Host::Ipv6(address)) if address.is_unspecified() => true,
            _ => self.is_public_host(name),
        }
    }

    /// Whether a host's name is that of `server.public_url`.
    pub(crate) fn is_public_host(&self, name: &str) -> bool {
        self.public_url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    pub(crate) fn clock(&self) -> &SharedClock {
        &self.host.clock
    }

    /// What the server lends a login type on this occasion.
    pub(crate) fn host_on(&self, occasion: Occasion) -> Host {
        self.host_with(&self.accounts.on(occasion))
    }

    /// What the server lends a login type, with these accounts.
    pub(crate) fn host_with(&self, accounts: &LocalAccounts) -> Host {
        self.host.clone().with_accounts(Arc::new(accounts.clone()))
    }

    /// 32 hexadecimal digits that no other request has.
    pub(crate) fn request_id(&self) -> String {
        let mut bytes = [0; 16];
        self.host.entropy.fill(&mut bytes);
        format!("{:032x}", u128::from_be_bytes(bytes))
    }
}
