//! `Stack`: simulator and server as two processes, with everything they need in one temporary folder.

use std::{
    path::{Path, PathBuf},
    process::ExitStatus,
};

use anyhow::{Context, Result, anyhow, bail};
use base64::{Engine, prelude::BASE64_STANDARD};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    app::{self, APP, Suite},
    programs::Programs,
    rpc::{AUTH_SERVICE, Rpc},
    wecom::{Wecom, text},
};
use crate::{ports, process::Service};

/// Two running processes; they end with this value, the server first.
pub(crate) struct Stack<'a> {
    programs: &'a Programs,
    environment: Vec<(String, String)>,
    server: Service,
    simulator: Service,
    folder: TempDir,
    public_url: String,
    sealing_key: String,
    suites: [Suite; 2],
}

impl<'a> Stack<'a> {
    /// Starts both on free ports, the server with a fresh SQLite file and an app with two suites.
    ///
    /// # Errors
    /// When one of them does not start.
    pub(crate) fn start(programs: &'a Programs, log_level: &str) -> Result<Self> {
        Self::start_with(programs, log_level, &[])
    }

    /// As [`start`](Self::start), with more of the server's configuration, as the environment has it.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub(crate) fn start_with(programs: &'a Programs, log_level: &str, more: &[(&str, &str)]) -> Result<Self> {
        ports::on_free_port(|port| Self::try_start(programs, log_level, more, port))
    }

    fn try_start(programs: &'a Programs, log_level: &str, more: &[(&str, &str)], port: u16) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("wecom-login-demo-").tempdir()?;
        let mut command = std::process::Command::new(&programs.simulator);
        command.args(["--listen", "127.0.0.1:0", "--auto-ticket"]);
        let simulator = Service::start("wecom-simulator", &mut command, &folder.path().join("simulator.log"))?;
        let public_url = format!("http://127.0.0.1:{port}");
        let suites = create_suites(&Wecom::new(simulator.origin()), &public_url, folder.path())?;
        let sealing_key = random_key()?;
        let mut environment = environment(&public_url, simulator.origin(), folder.path(), &sealing_key, log_level);
        environment.push((app::SECRET_VARIABLE.to_owned(), suites[1].secret.clone()));
        environment.extend(more.iter().map(|(name, value)| (format!("WECOM_LOGIN__{name}"), (*value).to_owned())));
        let server = start_server(programs, &environment, folder.path())?;
        if server.origin() != public_url {
            bail!("the server listens on {} instead of {public_url}", server.origin());
        }
        Ok(Self { programs, environment, server, simulator, folder, public_url, sealing_key, suites })
    }

    /// Ends the server in order and starts it again over the same database; answers how it ended.
    ///
    /// # Errors
    /// When it does not end by itself or does not start again.
    pub(crate) fn restart_server(&mut self) -> Result<ExitStatus> {
        let status = self.server.process().end()?;
        self.server = start_server(self.programs, &self.environment, self.folder.path())?;
        Ok(status)
    }

    /// Runs a command of the server with the server's configuration; answers the JSON it prints, line by line.
    ///
    /// # Errors
    /// When it fails, with what it says.
    pub(crate) fn command(&self, arguments: &[&str]) -> Result<Vec<Value>> {
        let output = self.programs.server(&self.environment, arguments).output().context("cannot start wecom-login")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            bail!("`wecom-login {}` ended with {}: {}", arguments.join(" "), output.status, said.trim());
        }
        let printed = String::from_utf8_lossy(&output.stdout);
        let lines = printed.lines().map(serde_json::from_str).collect::<Result<_, _>>();
        lines.with_context(|| format!("`wecom-login {}` prints no JSON", arguments.join(" ")))
    }

    /// The server's address, as members see it.
    pub(crate) fn public_url(&self) -> &str {
        &self.public_url
    }

    /// `host:port` of the server, as trusted domains have it.
    pub(crate) fn public_host(&self) -> &str {
        self.public_url.trim_start_matches("http://")
    }

    /// Where the simulator listens.
    pub(crate) fn simulator_origin(&self) -> &str {
        self.simulator.origin()
    }

    /// The two suites.
    pub(crate) fn suites(&self) -> &[Suite; 2] {
        &self.suites
    }

    /// The key that seals the database.
    pub(crate) fn sealing_key(&self) -> &str {
        &self.sealing_key
    }

    /// Both processes.
    pub(crate) fn services(&mut self) -> [&mut Service; 2] {
        [&mut self.server, &mut self.simulator]
    }

    /// Everything that the server has printed.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(crate) fn server_log(&self) -> Result<String> {
        self.server.log()
    }

    /// Leaves the files when the processes have ended.
    pub(crate) fn keep_files(&mut self) {
        self.folder.disable_cleanup(true);
    }

    /// Where the files are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn create_suites(wecom: &Wecom, public_url: &str, folder: &Path) -> Result<[Suite; 2]> {
    let callback = Rpc::new(public_url, APP).url(AUTH_SERVICE, "notify");
    let template = json!({ "callbackUrl": callback });
    let first = Suite::parse(&wecom.post("templates", template.clone())?, "auths/QywxProxyTemp")?;
    let second = Suite::parse(&wecom.post("templates", template)?, "auths/QywxProxySecond")?;
    let state = wecom.get("state")?;
    let provider = text(state.get("provider").context("the simulator has no provider")?, "corpId")?;
    app::write(&apps(folder), &provider, &first, &second)?;
    Ok([first, second])
}

fn apps(folder: &Path) -> PathBuf {
    folder.join("apps")
}

fn start_server(programs: &Programs, environment: &[(String, String)], folder: &Path) -> Result<Service> {
    Service::start("wecom-login", &mut programs.server(environment, &["serve"]), &folder.join("server.log"))
}

fn environment(public: &str, wecom: &str, folder: &Path, key: &str, level: &str) -> Vec<(String, String)> {
    let database = format!("sqlite://{}", folder.join("wecom-login.sqlite").display());
    let apps = apps(folder).display().to_string();
    let settings = [
        ("SERVER__LISTEN", public.trim_start_matches("http://")),
        ("SERVER__PUBLIC_URL", public),
        ("DATABASE__URL", database.as_str()),
        ("APPS__DIR", apps.as_str()),
        ("WECOM__API_URL", wecom),
        ("WECOM__OPEN_URL", wecom),
        ("WECOM__LOGIN_URL", wecom),
        ("ENCRYPTION__ACTIVE", "k1"),
        ("ENCRYPTION__KEYS__K1", key),
        ("LOG__LEVEL", level),
    ];
    settings.into_iter().map(|(name, value)| (format!("WECOM_LOGIN__{name}"), value.to_owned())).collect()
}

fn random_key() -> Result<String> {
    let mut key = [0; 32];
    SystemRandom::new().fill(&mut key).map_err(|_| anyhow!("the system gives no random bytes"))?;
    Ok(BASE64_STANDARD.encode(key))
}
