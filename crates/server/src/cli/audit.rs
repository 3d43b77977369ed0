//! `wecom-login audit list`

use std::path::Path;

use administration::{
    companies::CompanyNames,
    trail::{self, AuditEvent, AuditFilter},
};
use clap::Subcommand;
use serde_json::{Value, json};

use super::{company as companies, operator, output};
use crate::{composition::Composition, config::Config};

/// Subcommands of `audit`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists who did what to which company, instance, session or token, the newest first.
    List {
        /// Greatest number of entries.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        limit: u64,
        /// Only entries before this number, to continue a list.
        #[arg(long, value_name = "ID")]
        before: Option<i64>,
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: &Command, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let server = operator::administration(&config).await?;
    let Command::List { limit, before, json: as_json } = command;
    let names = companies::names(&config, composition).await;
    let filter = AuditFilter { before: *before, ..AuditFilter::default() };
    let events = trail::list(&server, &operator::actor(), &filter, *limit).await?;
    if !as_json {
        return output::table(HEADING, events.iter().map(|event| row(event, &names)));
    }
    events.iter().try_for_each(|event| {
        output::json(&json!({
            "id": event.id, "time": output::time(event.at), "actor": event.actor, "action": event.action,
            "target": event.target, "detail": event.detail, "corpName": company(event, &names),
        }))
    })
}

/// The name of the company that an action is about.
fn company<'a>(event: &AuditEvent, names: &'a CompanyNames) -> Option<&'a str> {
    let told = event.detail.get("corpId").and_then(Value::as_str);
    told.and_then(|corp| names.of_id(corp)).or_else(|| names.of_mentioned(&event.target))
}

const HEADING: [&str; 6] = ["ID", "TIME", "ACTOR", "ACTION", "TARGET", "DETAIL"];

fn row(event: &AuditEvent, names: &CompanyNames) -> [String; 6] {
    let AuditEvent { id, actor, action, target, detail, .. } = event;
    let name = company(event, names).map(|name| format!(" ({name})")).unwrap_or_default();
    let detail = output::or_none((!detail.is_null()).then_some(detail));
    [id.to_string(), output::time(event.at), actor.clone(), action.clone(), format!("{target}{name}"), detail]
}
