//! `Scene`: two suites and the companies that have authorised them, made through WeCom's and the server's front doors.

mod cast;
mod server;
mod services;

use std::cell::RefCell;

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use serde_json::Value;
use tests::{AppFolder, Process, Sim, Suite};
use url::Url;

pub(crate) use self::{
    cast::{Corp, Member, accepted},
    services::until,
};
use crate::{app::APP, fields::text, relying_party::RelyingParty, report::Report};

/// A running demo. The server ends first with it.
pub(crate) struct Scene {
    pub(crate) server: Process,
    pub(crate) sim: Sim,
    pub(crate) folder: AppFolder,
    pub(crate) suites: [Suite; 2],
    /// Two of the first suite, one of the second.
    pub(crate) corps: Vec<Corp>,
    /// An app whose members sign in by the server.
    pub(crate) relying_party: Option<RelyingParty>,
    /// The server's address, as members see it.
    url: String,
    http: Client,
    /// The administrator's token.
    admin: String,
    /// The tokens and codes that the server gave out.
    seen: RefCell<Vec<String>>,
}

impl Scene {
    /// Starts everything and lets the companies authorise.
    ///
    /// # Errors
    /// At the first step that fails; it is printed.
    pub(crate) async fn prepare(log_level: &str, report: &mut Report) -> Result<Self> {
        let mut scene = report
            .step("start", async || {
                let scene = Box::pin(Self::start(log_level, &[])).await?;
                let detail = format!("server {}, simulator {}", scene.url, scene.sim.url);
                Ok((scene, detail))
            })
            .await?;
        match scene.furnish(report).await {
            Ok(()) => Ok(scene),
            Err(error) => {
                scene.keep_files();
                Err(error)
            }
        }
    }

    async fn furnish(&mut self, report: &mut Report) -> Result<()> {
        self.admin = report
            .step("token create", async || {
                let printed = self.command(&["token", "create", "--name", "demo", "--json"]).await;
                let token = text(printed.first().context("nothing is printed")?, "token")?;
                self.keep(&token);
                ensure!(token.starts_with("wlp_"), "a personal access token begins with wlp_");
                Ok((token, "wlp_…".to_owned()))
            })
            .await?;
        self.connect_suites(report).await?;
        self.welcome_all(report).await?;
        let step = async || {
            let party = RelyingParty::start(&self.issuer())?;
            let detail = party.url.to_string();
            Ok((party, detail))
        };
        self.relying_party = Some(report.step("an app that signs in by OpenID Connect", step).await?);
        Ok(())
    }

    async fn connect_suites(&self, report: &mut Report) -> Result<()> {
        for suite in &self.suites {
            let step = async || {
                let outcome = self.sim.verify_url(suite).await;
                Ok(((), format!("{}: {}", suite.id, accepted(&outcome)?)))
            };
            report.step("URL verification", step).await?;
            let step = async || {
                let outcome = self.sim.push_ticket(suite).await;
                Ok(((), format!("{}: {}", suite.id, accepted(&outcome)?)))
            };
            report.step("suite_ticket", step).await?;
        }
        Ok(())
    }

    /// Leaves configuration, database and logs where they are, for somebody who looks for the reason of a failure.
    pub(crate) fn keep_files(&mut self) {
        println!("\nFiles and logs are kept in {}", self.folder.keep().display());
    }

    /// Keeps a value that may never appear in a log.
    pub(crate) fn keep(&self, secret: &str) {
        self.seen.borrow_mut().push(secret.to_owned());
    }

    /// The tokens and codes that the server gave out.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.borrow().clone()
    }

    /// Runs a command of the server over the same files; answers the JSON it prints, line by line.
    pub(crate) async fn command(&self, arguments: &[&str]) -> Vec<Value> {
        self.folder.command_json(arguments).await
    }

    /// `host:port` of the server, as trusted domains have it.
    pub(crate) fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// The issuer of the app's access tokens.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/{}", self.url, APP.replace('.', "/"))
    }

    /// A page of the app.
    ///
    /// # Errors
    /// Never with a path that is one.
    pub(crate) fn page(&self, path: &str) -> Result<Url> {
        Ok(Url::parse(&format!("{}/{path}", self.issuer()))?)
    }

    /// Prints where to click.
    ///
    /// # Errors
    /// Never with the demo's own paths.
    pub(crate) fn introduce(&self) -> Result<()> {
        println!("\nSign in: open one, press the button, pick a member on the QR page");
        for corp in &self.corps {
            println!("  {}?code={:<10} {} ({})", self.page("login")?, corp.org_code, corp.name, corp.id);
        }
        let corp = &self.corps[0];
        if let Some(party) = &self.relying_party {
            println!("\nAn app of its own  {} (press Sign in; it shows what it is told of you)", party.url);
        }
        println!("\nInside WeCom      {}?corpId={} (user agent with `wxwork`)", self.page("login")?, corp.id);
        println!("The local WeCom   {}/_sim/", self.sim.url);
        println!("The API           {}/docs", self.url);
        println!("Administrator     Authorization: Bearer {}", self.admin);
        println!("Files and logs    {}", self.folder.path().display());
        println!("\nCtrl-C stops both and removes the files.");
        Ok(())
    }
}
