//! The two programs: WeCom in this one, the server as a process of its own.

use std::{cell::RefCell, process::ExitStatus, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use reqwest::{Client, redirect::Policy};
use serde_json::json;
use tests::{AppFolder, Process, Sim, notify_url};
use wecom_simulator::SimulatorOptions;

use super::Scene;
use crate::{app, signals};

/// How long the server may take to end by itself.
const GRACE: Duration = Duration::from_secs(20);
/// How long a call of the server may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Where the server's output goes, below the folder.
const LOG: &str = "server.log";

/// A tool comes from one address, with wrong codes and tokens all the way.
const NO_LIMITS: [&str; 3] = [
    "limits.requests_per_minute_per_address",
    "limits.requests_per_minute_per_corp",
    "limits.wrong_guesses_per_minute_per_address",
];

impl Scene {
    /// Starts both on free ports, the server with a fresh SQLite file and an app with two suites.
    pub(super) async fn start(log_level: &str, more: &[(&str, &str)]) -> Result<Self> {
        Self::start_with(log_level, more, |_| {}).await
    }

    async fn start_with(log_level: &str, more: &[(&str, &str)], change: impl FnOnce(&AppFolder)) -> Result<Self> {
        let sim = Sim::start_with(SimulatorOptions { auto_ticket: true, ..SimulatorOptions::default() }).await;
        let suites = [sim.template().await, sim.template().await];
        let mut folder = AppFolder::new(&sim.url).await;
        app::write(&mut folder, &sim.provider_corp_id().await, &suites);
        let database = format!("sqlite://{}", folder.path().join("wecom-login.sqlite").display());
        folder.set("database.url", &format!("{database:?}")).set("log.level", &format!("{log_level:?}"));
        for (key, toml) in more {
            folder.set(key, toml);
        }
        change(&folder);
        let server = Process::start(&folder, "127.0.0.1:0", LOG).await.map_err(|printed| anyhow!(printed))?;
        let url = server.url();
        for suite in &suites {
            sim.set_callback_url(suite, &notify_url(&url)).await;
        }
        let http = Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE).build()?;
        let (corps, admin, seen) = (Vec::new(), String::new(), RefCell::default());
        Ok(Self { server, sim, folder, suites, corps, relying_party: None, url, http, admin, seen })
    }

    /// Starts both for a tool: without companies and without limits. Prints where the server listens and a token of an
    /// administrator, and goes on until it is asked to end.
    ///
    /// # Errors
    /// When the server does not start, or ends by itself.
    pub(crate) async fn serve() -> Result<()> {
        let scene = Box::pin(Self::for_tool(|_| {})).await?;
        println!("{}", json!({ "url": scene.url, "token": scene.admin }));
        scene.stay().await
    }

    /// Starts both without companies and without limits, over a folder that `change` has written more into.
    ///
    /// # Errors
    /// When the server does not start.
    pub(crate) async fn for_tool(change: impl FnOnce(&AppFolder)) -> Result<Self> {
        let mut scene = Self::start_with("error", &NO_LIMITS.map(|key| (key, "1000000")), change).await?;
        let created = scene.command(&["token", "create", "--name", "tool", "--json"]).await;
        let token = created.first().and_then(|line| line["token"].as_str()).context("no token is printed")?;
        token.clone_into(&mut scene.admin);
        Ok(scene)
    }

    /// Goes on until somebody asks for the end; then the server ends in order.
    ///
    /// # Errors
    /// When the server ended by itself.
    pub(crate) async fn stay(mut self) -> Result<()> {
        let asked_to_end = signals::asked_to_end();
        tokio::pin!(asked_to_end);
        tokio::select! {
            biased;
            () = &mut asked_to_end => {}
            status = self.server.end() => {
                // Ctrl-C reaches the server at the same time.
                if tokio::time::timeout(Duration::from_secs(1), asked_to_end).await.is_err() {
                    bail!("wecom-login ended with {status}:\n{}", self.server.log());
                }
            }
        }
        println!("\nstopping");
        self.stop_server().await.map(drop)
    }

    /// Ends the server in order and starts it again over the same database; answers how it ended.
    ///
    /// # Errors
    /// When it does not end by itself or does not start again.
    pub(crate) async fn restart_server(&mut self) -> Result<ExitStatus> {
        let status = self.stop_server().await?;
        self.server.succeed(None, &self.folder).await.map_err(|printed| anyhow!(printed))?;
        self.url = self.server.url();
        Ok(status)
    }

    async fn stop_server(&mut self) -> Result<ExitStatus> {
        self.server.ask_to_end();
        let ended = self.server.ended(GRACE).await;
        ended.with_context(|| format!("wecom-login did not end within {} s after SIGTERM", GRACE.as_secs()))
    }
}
