//! `wecom-login company list|show`

use std::path::Path;

use administration::{
    Administration,
    companies::{self, CompanyEntry, CompanyNames},
};
use anyhow::bail;
use clap::Subcommand;
use login_type::{Company, LoginTypes};

use super::{open, operator, output};
use crate::{composition::Composition, config::Config, program};

/// Subcommands of `company`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists the companies that the instances of all apps are for, whatever their status.
    List {
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Shows a company, once for each suite that it authorised.
    Show {
        /// Its id, organisation code or name.
        company: String,
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command, composition: &Composition) -> anyhow::Result<()> {
    let companies = companies(&Config::load(file)?, composition).await?;
    match command {
        Command::List { json: as_json } => {
            if !as_json {
                return output::table(HEADING, companies.iter().map(row));
            }
            companies.iter().try_for_each(|entry| output::json(&entry.shown()))
        }
        Command::Show { company, json: as_json } => {
            let meant: Vec<_> = companies.iter().filter(|entry| entry.is_meant_by(&company)).collect();
            if meant.is_empty() {
                bail!("there is no company {company}: see {} company list", program::name());
            }
            meant.into_iter().try_for_each(|entry| if as_json { output::json(&entry.shown()) } else { details(entry) })
        }
    }
}

/// The company of this id, organisation code or name, if there is one.
pub(super) async fn meant(
    config: &Config,
    composition: &Composition,
    named: &str,
) -> anyhow::Result<Option<CompanyEntry>> {
    Ok(companies(config, composition).await?.into_iter().find(|entry| entry.is_meant_by(named)))
}

/// The names of the companies; none where the apps cannot be read, so that what needs none is shown all the same.
pub(super) async fn names(config: &Config, composition: &Composition) -> CompanyNames {
    companies(config, composition).await.map(|companies| CompanyNames::of(&companies)).unwrap_or_default()
}

/// The names of the companies that these login types know; none where they cannot be read.
pub(super) async fn names_of(server: &Administration, login_types: Option<&LoginTypes>) -> CompanyNames {
    let Some(login_types) = login_types else { return CompanyNames::default() };
    let companies = companies::list(server, &operator::actor(), login_types, None).await;
    companies.map(|companies| CompanyNames::of(&companies)).unwrap_or_default()
}

async fn companies(config: &Config, composition: &Composition) -> anyhow::Result<Vec<CompanyEntry>> {
    let services = open(config).await?;
    let catalog = super::catalog(config, composition, &services)?;
    let server = operator::administration_of(config, &services);
    Ok(companies::list(&server, &operator::actor(), &catalog.login_types, None).await?)
}

const HEADING: [&str; 7] = ["COMPANY", "NAME", "STATUS", "CODE", "AGENT", "LOGGED IN", "SUITE"];

fn row(entry: &CompanyEntry) -> [String; 7] {
    let Company { corp_id, name, status, org_code, agent_id, realm, .. } = &entry.company;
    let (name, code, agent) = (name.as_ref(), org_code.as_ref(), *agent_id);
    let members = entry.members_logged_in.to_string();
    let (name, code, agent) = (output::or_none(name), output::or_none(code), output::or_none(agent));
    [corp_id.clone(), name, status.to_string(), code, agent, members, realm.clone()]
}

fn details(entry: &CompanyEntry) -> anyhow::Result<()> {
    output::table(HEADING, [row(entry)])?;
    let company = &entry.company;
    if let Some(range) = &company.visible_range {
        output::line(format!("  visible range  {range}"))?;
    }
    if let Some(host) = &company.login_host {
        output::line(format!("  login host  {host}"))?;
    }
    if let Some(uri) = &entry.redirect_uri {
        output::line(format!("  redirect URI  {uri}"))?;
    }
    match &entry.last_event {
        Some(record) => {
            let (id, event, at) = (record.id, &record.event_type, output::time(record.event_time));
            output::line(format!("  last event  {event} at {at}, record {id} {}", record.state))?;
        }
        None => output::line("  last event  none that is kept")?,
    }
    Ok(())
}
