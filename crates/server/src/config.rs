//! Configuration: built-in defaults, then a TOML file, then the environment; an unknown key is an error.

mod address;
mod between;
mod http_client;
mod instance;
mod keys;
mod limits;
mod list;
mod load;
mod locate;
mod log_format;
mod networks;
mod relative;
mod variables;
mod web;

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use database_connection::DatabaseUrl;
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;
use wecom_client::ForwardProxy;

pub(crate) use self::locate::{PLACES, VARIABLE, locate};
pub use self::{keys::Encryption, limits::Limits, load::ConfigError, variables::OpenVariables};

/// All that can be configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// How the server is reached.
    pub server: Server,
    /// How much anybody may ask of it.
    pub limits: Limits,
    /// Where the data lies.
    pub database: Database,
    /// Where the apps lie.
    pub apps: Apps,
    /// How callback records are worked on and kept.
    pub callbacks: Callbacks,
    /// How missed events are found.
    pub reconcile: Reconcile,
    /// How WeCom is reached.
    pub wecom: Wecom,
    /// How others than WeCom are reached.
    pub http_client: HttpClient,
    /// The keys that seal secrets at rest.
    pub encryption: Encryption,
    /// How long logins last.
    pub login: Login,
    /// How long the audit trail is kept.
    pub audit: Audit,
    /// The filter of the log.
    pub log: Log,
}

/// `[server]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on; a port alone is one of `127.0.0.1`, port 0 takes a free one.
    #[serde(deserialize_with = "address::listen")]
    pub listen: SocketAddr,
    /// Address and port where `/metrics`, `/readyz`, `/docs` and `/openapi.json` are served, to all who reach it; without
    /// it they are served on `listen`, to programs on the same machine and to administrators.
    #[serde(default, deserialize_with = "address::management")]
    pub management_listen: Option<SocketAddr>,
    /// How browsers and WeCom reach the server: the root of a host; `http://<listen>` when it is not set.
    #[serde(default, deserialize_with = "address::root")]
    pub public_url: Option<Url>,
    /// Longest request body, in bytes.
    #[serde(deserialize_with = "between::between::<4_096, 67_108_864, _, _>")]
    pub body_limit_bytes: usize,
    /// Longest wait for a request's head, and again for its body, in seconds.
    #[serde(deserialize_with = "between::between::<1, 300, _, _>")]
    pub request_timeout_seconds: u64,
    /// How long requests and records in hand may take to finish after the signal to stop, in seconds.
    #[serde(deserialize_with = "between::between::<0, 3_600, _, _>")]
    pub shutdown_timeout_seconds: u64,
    /// Threads that answer requests; 0 takes one per processor.
    #[serde(deserialize_with = "between::between::<0, 1_024, _, _>")]
    pub workers: usize,
    /// The name of this process among others of its kind; 12 random letters and digits when it is not set.
    #[serde(default, deserialize_with = "instance::name")]
    pub instance: Option<String>,
    /// Folder with files that prove whose a host is (`WW_verify_….txt`): those of other hosts than `public_url`'s in a folder
    /// below it that is named like the host.
    #[serde(default)]
    pub verification_files: Option<PathBuf>,
    /// The reverse proxies that are believed when they say who the client is.
    #[serde(deserialize_with = "networks::list")]
    pub trusted_proxies: Vec<IpNet>,
}

/// `[database]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://path/to/file`; may hold a password and is never shown.
    pub url: SecretString,
    /// Connections that are kept at most.
    #[serde(deserialize_with = "between::between::<1, 10_000, _, _>")]
    pub max_connections: u32,
}

/// `[apps]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apps {
    /// Folder that holds one folder an app, each with its `app.json`.
    pub dir: PathBuf,
    /// How often the folder is looked at for changes, in seconds, 1 to 3600.
    #[serde(deserialize_with = "between::between::<1, 3600, _, _>")]
    pub reload_seconds: u64,
    /// Which variables of the environment the files of the apps may use.
    #[serde(deserialize_with = "variables::open")]
    pub variables: OpenVariables,
}

/// `[callbacks]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Callbacks {
    /// Records that one process works on at the same time, 1 to 256.
    #[serde(deserialize_with = "between::between::<1, 256, _, _>")]
    pub concurrency: u64,
    /// Days that a record is kept after it succeeded, 1 to 3650; those that failed or are dead are kept.
    #[serde(deserialize_with = "between::between::<1, 3650, _, _>")]
    pub keep_succeeded_days: u64,
}

/// `[reconcile]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconcile {
    /// How often WeCom is asked about each company, and about each member who is logged in, without being told to, in
    /// seconds, 60 to 2592000.
    #[serde(deserialize_with = "between::between::<60, 2_592_000, _, _>")]
    pub period_seconds: u64,
    /// Companies, and members, that one process asks about at most, 1 to 100 a second of each.
    #[serde(deserialize_with = "between::between::<1, 100, _, _>")]
    pub calls_per_second: u64,
}

/// `[wecom]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wecom {
    /// Where the API is.
    #[serde(deserialize_with = "address::web")]
    pub api_url: Url,
    /// Where the OAuth page is.
    #[serde(deserialize_with = "address::web")]
    pub open_url: Url,
    /// Where the QR page is.
    #[serde(deserialize_with = "address::web")]
    pub login_url: Url,
    /// The forward proxy through which all calls to the API go; may hold a password and is never shown.
    #[serde(default, deserialize_with = "address::proxy")]
    pub proxy_url: Option<ForwardProxy>,
    /// Longest wait for a connection, in seconds.
    #[serde(deserialize_with = "between::between::<1, 60, _, _>")]
    pub connect_timeout_seconds: u64,
    /// Longest wait for an answer, in seconds.
    #[serde(deserialize_with = "between::between::<1, 60, _, _>")]
    pub request_timeout_seconds: u64,
}

/// `[http_client]`: the client that elements are lent, to ask identity providers and others.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpClient {
    /// The forward proxy through which all its requests go; may hold a password and is never shown.
    #[serde(default, deserialize_with = "address::proxy")]
    pub proxy_url: Option<ForwardProxy>,
    /// Longest wait for a connection, in seconds.
    #[serde(deserialize_with = "between::between::<1, 60, _, _>")]
    pub connect_timeout_seconds: u64,
    /// Longest wait for an answer, in seconds.
    #[serde(deserialize_with = "between::between::<1, 60, _, _>")]
    pub request_timeout_seconds: u64,
}

/// `[login]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Lifetime of an access token, in seconds: how long other verifiers may still accept a revoked session.
    #[serde(deserialize_with = "between::between::<30, 86_400, _, _>")]
    pub access_token_seconds: u64,
    /// Lifetime of a refresh token, in seconds.
    #[serde(deserialize_with = "between::between::<60, 31_622_400, _, _>")]
    pub refresh_token_seconds: u64,
    /// How long a login lasts at most, however often it is refreshed, in days, 1 to 3650.
    #[serde(deserialize_with = "between::between::<1, 3_650, _, _>")]
    pub session_days: u64,
    /// Lifetime of a browser session, in seconds.
    #[serde(deserialize_with = "between::between::<60, 31_622_400, _, _>")]
    pub browser_session_seconds: u64,
    /// How long WeCom's word that somebody is a member counts, in seconds, 1 to 2592000: whoever comes back after that is
    /// asked about first.
    #[serde(deserialize_with = "between::between::<1, 2_592_000, _, _>")]
    pub recheck_seconds: u64,
    /// How long a new signing key is published before it signs, in hours, 0 to 720.
    #[serde(deserialize_with = "between::between::<0, 720, _, _>")]
    pub key_publication_hours: u64,
}

/// `[audit]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// How long an event is kept, in days.
    #[serde(deserialize_with = "between::between::<1, 36_500, _, _>")]
    pub retention_days: u32,
}

/// `[log]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, `trace`, or directives such as `info,storage=debug`.
    pub level: String,
    /// Whether each request is a line too: method, path, status, duration, client. Never its query or body.
    pub access: bool,
    /// How a line looks.
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl TryFrom<String> for LogFormat {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("expected text or json"),
        }
    }
}

impl Database {
    /// Makes a SQLite file and its folder where they are missing, the file for its owner alone.
    ///
    /// # Errors
    /// When they cannot be made.
    pub fn create_file(&self) -> Result<(), ConfigError> {
        let Some(file) = self.file() else { return Ok(()) };
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        let made = folder.map_or(Ok(()), fs::create_dir_all);
        let made = made.and_then(|()| fs::OpenOptions::new().create(true).append(true).mode(0o600).open(&file));
        let cannot = |error| ConfigError::field("database.url", format!("cannot make {}: {error}", file.display()));
        made.map(drop).map_err(cannot)
    }

    /// The SQLite file; `None` for a database of another kind, and for a URL that names none.
    pub fn file(&self) -> Option<PathBuf> {
        let url: DatabaseUrl = self.url.expose_secret().parse().ok()?;
        url.file().map(Path::to_owned)
    }
}

impl Callbacks {
    /// How long a record is kept after it succeeded.
    pub fn keep_succeeded(&self) -> Duration {
        Duration::from_hours(24 * self.keep_succeeded_days)
    }
}

impl Reconcile {
    /// The manner of both walks.
    pub(crate) fn manner(&self) -> qywx_proxy::Reconcile {
        qywx_proxy::Reconcile {
            period: Duration::from_secs(self.period_seconds),
            calls_per_second: u32::try_from(self.calls_per_second).unwrap_or(u32::MAX),
        }
    }
}

impl Audit {
    /// How long an event is kept.
    pub fn retention(&self) -> Duration {
        Duration::from_hours(24 * u64::from(self.retention_days))
    }
}

impl Server {
    /// Longest wait for a request's head, and again for its body.
    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_seconds)
    }
}
