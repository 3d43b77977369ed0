//! `wecom-login host list|set|remove|file`

use std::{
    fs,
    path::{Path, PathBuf},
};

use administration::hosts::{self, NewLoginHost, Sharing, Transport};
use anyhow::{Context, bail};
use app_catalog::Catalog;
use clap::{ArgGroup, Subcommand};
use element_model::{App, AppId};
use serde_json::json;
use storage::{HostOwner, LoginHost, VerificationFile};

use super::{open, operator, output};
use crate::{composition::Composition, config::Config};

/// Subcommands of `host`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists the login hosts of companies and instances, and the verification files of hosts.
    List {
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Has the members of a company, or of an instance, log in at a host of their own.
    Set {
        #[command(flatten)]
        owner: Owner,
        /// Root of the host: `https://login.company.example`.
        url: String,
        /// The host may be another company's too.
        #[arg(long)]
        shared: bool,
        /// The host may do without https, within an intranet.
        #[arg(long)]
        allow_http: bool,
    },
    /// Has them log in at the server's own host again.
    Remove {
        #[command(flatten)]
        owner: Owner,
    },
    /// Has a host serve a file at its root, by which WeCom believes whose the host is, or serve it no more.
    #[command(subcommand)]
    File(FileCommand),
}

/// Subcommands of `host file`.
#[derive(Debug, Subcommand)]
pub(super) enum FileCommand {
    /// Has a host serve a file: `WW_verify_….txt`, as WeCom gives it.
    Put {
        /// The file.
        file: PathBuf,
        /// The host, without port; the server's own by default.
        #[arg(long)]
        host: Option<String>,
    },
    /// Has a host serve a file no more.
    Remove {
        /// The file's name.
        name: String,
        /// The host, without port; the server's own by default.
        #[arg(long)]
        host: Option<String>,
    },
}

/// Whose login host is meant.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("owner").required(true).args(["company", "instance"]))]
pub(super) struct Owner {
    /// The company, by its id.
    #[arg(long)]
    company: Option<String>,
    /// The instance, by its full name.
    #[arg(long)]
    instance: Option<String>,
    /// The app; needed where there are several.
    #[arg(long)]
    app: Option<AppId>,
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let services = open(&config).await?;
    let (server, actor) = (operator::administration_of(&config, &services), operator::actor());
    match command {
        Command::List { json } => {
            let (hosts, files) = hosts::list(&server, &actor).await?;
            if json { list_json(&hosts, &files) } else { list(&hosts, &files) }
        }
        Command::Set { owner, url, shared, allow_http } => {
            let catalog = super::catalog(&config, composition, &services)?;
            let (app, owner) = owner.read(&catalog)?;
            let sharing = if shared { Sharing::Shared } else { Sharing::Own };
            let transport = if allow_http { Transport::HttpAllowed } else { Transport::Https };
            let new = NewLoginHost { app: &app, owner, url: &url, sharing, transport };
            let host = hosts::set_login_host(&server, &actor, &catalog.login_types, new).await?;
            let redirect_uri = hosts::redirect_uri(&host.app, &host.url);
            output::line(format!("{} logs in at {}; redirect URI {redirect_uri}", host.owner.id(), host.url))
        }
        Command::Remove { owner } => {
            let (app, owner) = owner.read(&super::catalog(&config, composition, &services)?)?;
            if hosts::remove_login_host(&server, &actor, &app, &owner).await? {
                return output::line(format!("{} logs in at the server's own host again", owner.id()));
            }
            output::line(format!("{} had no login host of its own", owner.id()))
        }
        Command::File(FileCommand::Put { file, host }) => {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let content = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let file = hosts::put_verification_file(&server, &actor, host.as_deref(), name, &content).await?;
            output::line(format!("{} serves /{}", file.host, file.name))
        }
        Command::File(FileCommand::Remove { name, host }) => {
            if !hosts::remove_verification_file(&server, &actor, host.as_deref(), &name).await? {
                bail!("there is no file {name} at that host: see host list");
            }
            output::line(format!("{name} is served no more"))
        }
    }
}

impl Owner {
    fn read(self, catalog: &Catalog) -> anyhow::Result<(AppId, HostOwner)> {
        let mut served = catalog.served().map(App::id);
        let app = match (self.app, served.next(), served.next()) {
            (Some(app), ..) => app,
            (None, Some(only), None) => only.clone(),
            (None, None, _) => bail!("there is no app"),
            (None, Some(_), Some(_)) => bail!("there are several apps: name one with --app"),
        };
        let owner = match (self.company, self.instance) {
            (Some(corp), None) => HostOwner::Corp(corp),
            (None, Some(instance)) => HostOwner::Instance(instance),
            _ => bail!("give --company or --instance"),
        };
        Ok((app, owner))
    }
}

const HEADING: [&str; 4] = ["APP", "COMPANY OR INSTANCE", "LOGIN HOST", "REDIRECT URI"];
const FILES: [&str; 3] = ["HOST", "FILE", "BYTES"];

fn list(hosts: &[LoginHost], files: &[VerificationFile]) -> anyhow::Result<()> {
    let row = |host: &LoginHost| {
        let redirect_uri = hosts::redirect_uri(&host.app, &host.url);
        [host.app.clone(), host.owner.id().to_owned(), host.url.clone(), redirect_uri]
    };
    output::table(HEADING, hosts.iter().map(row))?;
    output::table(FILES, files.iter().map(|it| [it.host.clone(), it.name.clone(), it.content.len().to_string()]))
}

fn list_json(hosts: &[LoginHost], files: &[VerificationFile]) -> anyhow::Result<()> {
    hosts.iter().try_for_each(|host| output::json(&hosts::described(host)))?;
    let file = |it: &VerificationFile| json!({ "host": it.host, "file": it.name, "bytes": it.content.len() });
    files.iter().try_for_each(|it| output::json(&file(it)))
}
