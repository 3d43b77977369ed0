//! `Kit`: the parts of this crate that a server is made with, as handlers take them.

use std::sync::Arc;

use accounts::LocalAccounts;
use actix_web::web::{Data, ServiceConfig};
use ipnet::IpNet;
use login_type::Host;

use crate::{
    browser_keys::BrowserKeys,
    cookies::CookieKit,
    cross_site::Openings,
    limits::{
        body::{Bodies, BodyLimits},
        connections::{ConnectionLimits, Connections},
        head::HeadLimits,
        rate::{RateLimits, Rates},
        unfinished_bodies::UnfinishedBodies,
    },
    observer::Observer,
    public_url::PublicUrl,
    request_context::ContextReader,
    rights::Gate,
    trace::Trace,
};

/// The configuration of every HTTP surface.
pub struct Settings {
    /// Where browsers reach the server.
    pub public_url: PublicUrl,
    /// Proxies whose headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether each request is a line of the log.
    pub logs_access: bool,
    /// The keys that mark cookies.
    pub browser_keys: BrowserKeys,
    /// How often anybody may ask.
    pub rates: Rates,
    /// How long a head may be.
    pub head: HeadLimits,
    /// How long and how slow a body may be.
    pub body: BodyLimits,
    /// The memory of bodies on their way.
    pub unfinished_bodies: UnfinishedBodies,
    /// How many connections there may be.
    pub connections: ConnectionLimits,
}

/// The parts of this crate that a server is made with.
#[derive(Clone)]
pub struct Kit {
    public_url: Data<PublicUrl>,
    openings: Data<dyn Openings>,
    head: Data<HeadLimits>,
    rate: Data<RateLimits>,
    cookies: Data<CookieKit>,
    gate: Data<Gate>,
    trace: Data<Trace>,
    connections: Connections,
}

impl Kit {
    /// Makes the parts over the accounts; what is counted is told to the observer.
    pub fn new(
        settings: Settings,
        host: Host,
        accounts: LocalAccounts,
        openings: Arc<dyn Openings>,
        observer: Arc<dyn Observer>,
    ) -> Self {
        let Settings { public_url, trusted_proxies, logs_access, browser_keys, rates, head, body, .. } = settings;
        let (clock, entropy) = (Arc::clone(&host.clock), Arc::clone(&host.entropy));
        let rate = Arc::new(RateLimits::new(rates, Arc::clone(&clock), Arc::clone(&observer)));
        let bodies = Bodies::new(body, settings.unfinished_bodies, Arc::clone(&clock));
        let connections = Connections::new(settings.connections, Arc::clone(&clock));
        let contexts = ContextReader { public_url: public_url.clone(), trusted_proxies, entropy: Arc::clone(&entropy) };
        let trace = Trace { contexts, connections: connections.clone(), observer, clock, logs_access };
        Self {
            cookies: Data::new(CookieKit { public_url: public_url.clone(), keys: browser_keys, entropy }),
            public_url: Data::new(public_url),
            openings: Data::from(openings),
            head: Data::new(head),
            gate: Data::new(Gate { accounts, host, bodies, rate: Arc::clone(&rate) }),
            rate: Data::from(rate),
            trace: Data::new(trace),
            connections,
        }
    }

    /// Lets handlers and middlewares take the parts.
    pub fn configure(&self, config: &mut ServiceConfig) {
        config
            .app_data(self.public_url.clone())
            .app_data(self.openings.clone())
            .app_data(self.head.clone())
            .app_data(self.rate.clone())
            .app_data(self.cookies.clone())
            .app_data(self.gate.clone())
            .app_data(self.trace.clone());
    }

    /// Where browsers reach the server.
    pub fn public_url(&self) -> PublicUrl {
        PublicUrl::clone(&self.public_url)
    }

    /// The open connections.
    pub fn connections(&self) -> &Connections {
        &self.connections
    }

    /// The limits of how often anybody may ask.
    pub fn rate(&self) -> Arc<RateLimits> {
        self.rate.clone().into_inner()
    }

    /// The cookies of pages.
    pub fn cookies(&self) -> Arc<CookieKit> {
        self.cookies.clone().into_inner()
    }
}
