//! `Application`: puts a server together, binds it, runs it until it is told to stop.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    num::NonZeroUsize,
    sync::Arc,
    thread,
    time::Duration,
};

use actix_web::{App, HttpServer, middleware::from_fn, web::to};
use administration::{
    AdministrationError,
    console::{Invitation, invitations},
};
use app_catalog::{BuiltIn, CatalogError, EditObserver, Folder, Location};
use clock::Timestamp;
use error_chain::ErrorChain;
use storage::{Access, Database, Engine, StorageError};
use tokio_util::sync::CancellationToken;
use url::Url;
use web::{Kit, PublicUrl, cross_site, limits::head, trace};

use crate::{
    background::Background,
    build_error::BuildError,
    clock_and_entropy::ClockAndEntropy,
    composition::Composition,
    config::Config,
    core_services::{CoreServices, Schema},
    environment::ProcessEnvironment,
    http::{
        management::{self, Management},
        openings::CatalogOpenings,
    },
    metrics::Metrics,
    pages,
    reloader::Reloader,
    surface::Surface,
    wiring::Wiring,
};

/// How long a database may take to close at the end: one that does not answer must not keep the process.
const GOOD_BYE: Duration = Duration::from_secs(5);

/// A server that is bound and ready to run.
pub struct Application {
    listener: TcpListener,
    management: Option<TcpListener>,
    surface: Surface,
    background: Background,
    config: Config,
    address: SocketAddr,
}

impl Application {
    /// Puts a server together: schema, database, apps, instances, address. Nothing is served before
    /// [`run_until_stopped`](Self::run_until_stopped).
    ///
    /// # Errors
    /// Names what is wrong and what would be right.
    pub async fn build(
        config: Config,
        composition: &Composition,
        clock_and_entropy: ClockAndEntropy,
    ) -> Result<Self, BuildError> {
        let (listener, address) = listen("server.listen", config.server.listen)?;
        let management = config.server.management_listen.map(|address| listen("server.management_listen", address));
        let (management, management_address) = management.transpose()?.unzip();
        let public_url = public_url(&config, address);
        let settings = config.web(PublicUrl::new(public_url.clone()))?;
        let services = CoreServices::open(&config, &public_url, clock_and_entropy, Schema::BroughtUp).await?;
        let metrics = Arc::new(Metrics::new());
        let built_in = composition.built_in(
            &config,
            &services.database,
            &services.accounts,
            &services.clock_and_entropy,
            &metrics,
        )?;
        let folder = open_folder(&config, built_in, &metrics)?;
        // Makes the first signing key where there is none.
        services.accounts.jwks().await.map_err(BuildError::Accounts)?;
        take_up_what_was_left_behind(&services.database, services.clock_and_entropy.clock.now()).await?;
        let wiring = Wiring::new(&config, services, folder, metrics);
        let (observer, openings) = (Arc::clone(&wiring.metrics), CatalogOpenings(wiring.folder.catalog().clone()));
        let kit = Kit::new(settings, wiring.host.clone(), wiring.accounts.clone(), Arc::new(openings), observer);
        let surface = wiring.surface(kit.clone(), Management(management_address), &config);
        let background = wiring.background(&kit, &config);
        Ok(Self { listener, management, surface, background, config, address })
    }

    /// The address it listens on; with port 0 in the configuration, the port it got.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the management listener, where there is one.
    pub fn management_address(&self) -> Option<SocketAddr> {
        self.surface.management.0
    }

    /// The link by which the first owner of the console comes; `None` where there is an administrator.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(crate) async fn first_link(&self) -> Result<Option<Invitation>, AdministrationError> {
        invitations::first(&self.surface.console.administration).await
    }

    /// The hand that gives the running server a change.
    pub(crate) fn reloader(&self) -> Reloader {
        let Background { database, folder, .. } = &self.background;
        Reloader { database: database.clone(), folder: folder.clone() }
    }

    /// Serves until `stop`; then lets requests and records in hand finish, within the configured limit.
    ///
    /// # Errors
    /// When the server cannot run.
    pub async fn run_until_stopped(self, stop: CancellationToken) -> io::Result<()> {
        let limit = Duration::from_secs(self.config.server.shutdown_timeout_seconds);
        let workers = match NonZeroUsize::new(self.config.server.workers) {
            Some(workers) => workers,
            None => thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        };
        let connections = self.surface.kit.connections().clone();
        let (surface, opened) = (self.surface, connections.clone());
        let server = HttpServer::new(move || {
            App::new()
                .wrap(from_fn(management::separate))
                .wrap(from_fn(cross_site::guard))
                .wrap(from_fn(head::bound))
                .wrap(from_fn(trace::trace))
                .configure(|config| surface.configure(config))
                .default_service(to(pages::not_found))
        })
        // Before the listener, which takes it along.
        .on_connect(move |stream, data| opened.opened(stream, data))
        .listen(self.listener)?;
        let server = match self.management {
            Some(management) => server.listen(management)?,
            None => server,
        };
        let server = server
            .workers(workers.get())
            .max_connections(connections.of_each(workers.get()))
            .keep_alive(self.config.limits.keep_alive())
            .client_request_timeout(self.config.server.request_timeout())
            .shutdown_timeout(limit.as_secs())
            .shutdown_signal(stop.clone().cancelled_owned())
            .run();
        let database = self.background.database.clone();
        let mut background = self.background.start(&stop);
        let outcome = server.await;
        // Also when the server ended by itself.
        stop.cancel();
        let ended = async { while background.join_next().await.is_some() {} };
        if tokio::time::timeout(limit, ended).await.is_err() {
            tracing::warn!(
                "what was in hand did not finish in time; callback records are taken up again at the next start"
            );
        }
        close(database).await;
        outcome
    }
}

/// Closes the database, and waits no longer than it is worth.
async fn close(database: Database) {
    match tokio::time::timeout(GOOD_BYE, database.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(error = %error.chain(), "the database did not close cleanly"),
        Err(_) => tracing::warn!("the database did not close in time"),
    }
}

/// Listens on the address of a configuration key; answers also which it is, where the key leaves the port open.
fn listen(setting: &'static str, address: SocketAddr) -> Result<(TcpListener, SocketAddr), BuildError> {
    let failed = |source| BuildError::Listen { setting, address, source };
    let listener = TcpListener::bind(address).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Frees the work of a process that crashed: callback records, and the fetches of tokens that logins wait for. Only one
/// process works on a SQLite file, so all that is in hand there was left behind; elsewhere the leases run out.
async fn take_up_what_was_left_behind(database: &Database, now: Timestamp) -> Result<(), StorageError> {
    if database.engine() != Engine::Sqlite {
        return Ok(());
    }
    database.leases().end_all().await?;
    database.member_checks().end_all().await?;
    let left_behind = database.callback_records().release(now).await?;
    if left_behind > 0 {
        tracing::warn!(records = left_behind, "callback records of a process that crashed are taken up again");
    }
    Ok(())
}

/// Reads the apps and puts their instances into service.
fn open_folder(config: &Config, built_in: BuiltIn, metrics: &Arc<Metrics>) -> Result<Folder, CatalogError> {
    let environment = Arc::new(ProcessEnvironment::of(&config.apps));
    let reload_every = Duration::from_secs(config.apps.reload_seconds);
    let location = Location { dir: config.apps.dir.clone(), environment, reload_every };
    Folder::open(built_in, location, Arc::clone(metrics) as Arc<dyn EditObserver>)
}

/// How the server is reached: as configured, or at the address it listens on.
pub(crate) fn public_url(config: &Config, address: SocketAddr) -> Url {
    let own = || Url::parse(&format!("http://{address}/"));
    match &config.server.public_url {
        Some(url) => url.clone(),
        None => own().unwrap_or_else(|_| unreachable!("an address makes a URL")),
    }
}
