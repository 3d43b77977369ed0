//! `Wiring`: the parts of a server, made once and handed to all that work with them.

use std::sync::Arc;

use accounts::LocalAccounts;
use actix_web::web::Data;
use administration::{Administration, console::Lasting};
use app_catalog::Folder;
use callback_records::Records;
use clock::SharedClock;
use console::{ConsoleServices, Examinations, Tasks};
use element_type::HttpClient;
use login_type::Host;
use oidc::{KeySource, Provider};
use passwords::Hasher;
use storage::Database;
use web::Kit;

use crate::{
    background::{Background, Manner},
    cli::RunningServer,
    client_keys::ClientKeys,
    clock_and_entropy::ClockAndEntropy,
    config::Config,
    core_services::CoreServices,
    http::{health::Health, management::Management, metrics::Gauges, oidc::Oidc, rpc::Functions},
    known_hosts::KnownHosts,
    logouts::Logouts,
    metrics::Metrics,
    pages::Logins,
    records::CountedRecords,
    shared_probe::SharedProbe,
    supervision::Pulse,
    surface::Surface,
    tickets::Tickets,
    verification_files::VerificationFiles,
    writability::Writability,
};

/// The parts of a server, made once.
pub(crate) struct Wiring {
    pub(crate) folder: Folder,
    pub(crate) host: Host,
    pub(crate) accounts: LocalAccounts,
    database: Database,
    pub(crate) metrics: Arc<Metrics>,
    tickets: Tickets,
    records: Records,
    worker: Pulse,
}

impl Wiring {
    /// Makes them of the services and of the apps that are in service.
    pub(crate) fn new(config: &Config, services: CoreServices, folder: Folder, metrics: Arc<Metrics>) -> Self {
        let CoreServices { database, accounts, clock_and_entropy: ClockAndEntropy { clock, entropy } } = services;
        let catalog = folder.catalog();
        let records = Records::new(database.clone(), Arc::clone(&clock)).kept_for(config.callbacks.keep_succeeded());
        let counted =
            CountedRecords { records: records.clone(), metrics: Arc::clone(&metrics), catalog: catalog.clone() };
        let tickets = Tickets::new(catalog.clone(), Arc::clone(&clock));
        let client = http_client(config, Arc::clone(&clock), Arc::clone(&metrics));
        let any = element_type::Host::new(clock, entropy).with_http(client);
        let host = Host::new(any, Arc::new(accounts.clone()), Arc::new(counted), Arc::new(catalog.clone()));
        Self { folder, host, accounts, database, metrics, tickets, records, worker: Pulse::default() }
    }

    /// The parts that handlers take.
    pub(crate) fn surface(&self, kit: Kit, management: Management, config: &Config) -> Surface {
        let (catalog, clock) = (self.folder.catalog(), &self.host.clock);
        let openid = self.provider(&kit);
        let writability = Arc::new(Writability::new(self.database.clone(), Arc::clone(clock)));
        let known_hosts = Arc::new(KnownHosts::new(self.database.clone(), Arc::clone(clock)));
        Surface {
            management: Data::new(management),
            catalog: Data::new(catalog.clone()),
            accounts: Data::new(self.accounts.clone()),
            functions: Data::new(Functions {
                folder: self.folder.clone(),
                host: self.host.clone(),
                accounts: self.accounts.clone(),
                administration: self.administration(&kit),
                verification_files: config.server.verification_files.clone(),
                metrics: Arc::clone(&self.metrics),
                writability: Arc::clone(&writability),
            }),
            logins: Data::new(Logins {
                catalog: catalog.clone(),
                host: self.host.clone(),
                accounts: self.accounts.clone(),
                database: self.database.clone(),
                metrics: Arc::clone(&self.metrics),
                rate: kit.rate(),
                cookies: kit.cookies(),
                public_url: kit.public_url(),
                known_hosts: Arc::clone(&known_hosts),
                openid: openid.clone(),
                browser_session_seconds: config.login.browser_session_seconds,
            }),
            oidc: Data::new(Oidc {
                provider: openid,
                catalog: catalog.clone(),
                host: self.host.clone(),
                cookies: kit.cookies(),
                rate: kit.rate(),
                metrics: Arc::clone(&self.metrics),
            }),
            files: Data::new(self.files(&kit, known_hosts, config)),
            console: Data::new(self.console(&kit, config)),
            health: Data::new(Health {
                database: self.database.clone(),
                writability,
                catalog: catalog.clone(),
                tickets: self.tickets.clone(),
                worker: self.worker.clone(),
                clock: Arc::clone(clock),
                probe: SharedProbe::default(),
            }),
            gauges: Data::new(Gauges {
                metrics: Arc::clone(&self.metrics),
                database: self.database.clone(),
                tickets: self.tickets.clone(),
                connections: kit.connections().clone(),
                catalog: catalog.clone(),
                clock: Arc::clone(clock),
                probe: SharedProbe::default(),
            }),
            kit,
        }
    }

    fn console(&self, kit: &Kit, config: &Config) -> ConsoleServices {
        let administration = self.administration(kit);
        let examiner = RunningServer {
            server: administration.clone(),
            catalog: self.folder.catalog().clone(),
            http: self.host.http().clone(),
            verification_files: config.server.verification_files.clone(),
        };
        let clock = Arc::clone(&self.host.clock);
        ConsoleServices {
            administration,
            folder: self.folder.clone(),
            host: self.host.clone(),
            public_url: kit.public_url(),
            retries: Tasks::default(),
            examinations: Arc::new(Examinations::new(Arc::new(examiner), clock)),
        }
    }

    fn files(&self, kit: &Kit, known_hosts: Arc<KnownHosts>, config: &Config) -> VerificationFiles {
        VerificationFiles {
            database: self.database.clone(),
            public_url: kit.public_url(),
            known_hosts,
            folder: config.server.verification_files.clone(),
        }
    }

    /// The OpenID provider of the server.
    fn provider(&self, kit: &Kit) -> Provider {
        let public_url = kit.public_url();
        let public_url = public_url.as_url().as_str().trim_end_matches('/');
        let (clock, entropy) = (Arc::clone(&self.host.clock), Arc::clone(&self.host.entropy));
        let keys = ClientKeys::new(self.host.http().clone(), Arc::clone(&clock));
        let keys: Arc<dyn KeySource> = Arc::new(keys);
        Provider::new(self.database.clone(), self.accounts.clone(), clock, entropy, (keys, public_url))
    }

    fn administration(&self, kit: &Kit) -> Administration {
        Administration {
            database: self.database.clone(),
            accounts: self.accounts.clone(),
            records: self.records.clone(),
            clock: Arc::clone(&self.host.clock),
            entropy: Arc::clone(&self.host.entropy),
            hasher: Hasher::default(),
            lasting: Lasting::default(),
            public_url: kit.public_url().as_url().clone(),
        }
    }

    /// The parts that tasks work with.
    pub(crate) fn background(self, kit: &Kit, config: &Config) -> Background {
        Background {
            logouts: Logouts {
                provider: self.provider(kit),
                catalog: self.folder.catalog().clone(),
                http: self.host.http().clone(),
                clock: Arc::clone(&self.host.clock),
            },
            folder: self.folder,
            host: self.host,
            accounts: self.accounts,
            database: self.database,
            metrics: self.metrics,
            tickets: self.tickets,
            rate: kit.rate(),
            connections: kit.connections().clone(),
            records: self.records,
            worker: self.worker,
            manner: manner(config),
        }
    }
}

/// The client that elements are lent.
fn http_client(config: &Config, clock: SharedClock, metrics: Arc<Metrics>) -> HttpClient {
    HttpClient::observed(config.http_client.settings(), clock, metrics)
}

fn manner(config: &Config) -> Manner {
    Manner {
        lanes: usize::try_from(config.callbacks.concurrency).unwrap_or(usize::MAX),
        keep_succeeded: config.callbacks.keep_succeeded(),
        keep_audit: config.audit.retention(),
        walk: config.reconcile.manner(),
    }
}
