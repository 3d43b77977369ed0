//! `wecom-login callback list|show|retry`

use std::path::Path;

use administration::{companies::CompanyNames, records};
use clap::Subcommand;
use clock::Timestamp;
use serde_json::{Value, json};
use storage::{CallbackAttempt, CallbackState, CallbackStateName, ListedRecord, RecordFilter};

use super::{company, operator, output};
use crate::{composition::Composition, config::Config};

/// Subcommands of `callback`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists records, newest first.
    List {
        /// Only records in this state: pending, running, succeeded, failed, dead.
        #[arg(long)]
        state: Option<CallbackStateName>,
        /// Only records of this suite.
        #[arg(long)]
        suite: Option<String>,
        /// Only records of this company.
        #[arg(long)]
        corp: Option<String>,
        /// Greatest number of entries.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        limit: u64,
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Shows a record with its attempts.
    Show {
        /// The record's id.
        #[arg(value_parser = record_id)]
        id: i64,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Queues a record again; a running server takes it up within seconds.
    Retry {
        /// The record's id.
        #[arg(value_parser = record_id)]
        id: i64,
    },
}

fn record_id(text: &str) -> Result<i64, &'static str> {
    text.parse().map_err(|_| "expected the number of a record, as `callback list` shows it")
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let (server, actor) = (operator::administration(&config).await?, operator::actor());
    match command {
        Command::List { state, suite, corp, limit, json: as_json } => {
            let filter = RecordFilter { state, realm: suite, corp_id: corp, limit, ..Default::default() };
            let names = company::names(&config, composition).await;
            let (found, in_inbox) = records::list(&server, &actor, &filter).await?;
            if as_json {
                found.iter().try_for_each(|record| output::json(&describe(record, &names)))?;
            } else {
                output::table(HEADING, found.iter().map(|record| row(record, &names)))?;
            }
            if in_inbox > 0 {
                output::aside(format!(
                    "{in_inbox} more came in bursts; a running server makes records of them in seconds"
                ));
            }
        }
        Command::Show { id, json: as_json } => {
            let record = records::show(&server, &actor, id).await?;
            let names = company::names(&config, composition).await;
            if as_json {
                let mut shown = describe(&record, &names);
                shown["tries"] = record.history.iter().map(describe_try).collect();
                return output::json(&shown);
            }
            output::table(HEADING, [row(&record, &names)])?;
            for attempt in &record.history {
                let outcome = attempt.error.as_deref().unwrap_or("ok");
                output::line(format!("  try {}  {}  {outcome}", attempt.number, output::time(attempt.started_at)))?;
            }
        }
        Command::Retry { id } => {
            records::retry(&server, &actor, None, id).await?;
            output::line(format!("queued {id}"))?;
        }
    }
    Ok(())
}

const HEADING: [&str; 9] = ["ID", "TIME", "STATE", "SUITE", "COMPANY", "EVENT", "TRIES", "NEXT TRY", "LAST ERROR"];

fn row(record: &ListedRecord, names: &CompanyNames) -> [String; 9] {
    let (error, next) = error_and_next(record);
    // Of a record that waits for its first attempt everybody knows when: at once.
    let next = next.filter(|_| error.is_some()).map(output::time);
    [
        record.id.to_string(),
        output::time(record.event_time),
        record.state.to_string(),
        record.realm.clone(),
        output::or_none(record.corp_id.as_deref().map(|corp| names.beside(corp))),
        record.event_type.clone(),
        record.attempts.to_string(),
        output::or_none(next),
        output::or_none(error),
    ]
}

/// The last failure of a record, and its next attempt.
fn error_and_next(record: &ListedRecord) -> (Option<&String>, Option<Timestamp>) {
    match &record.state {
        CallbackState::Failed { error, due_at } => (Some(error), Some(*due_at)),
        CallbackState::Pending { due_at } => (None, Some(*due_at)),
        CallbackState::Dead { reason, .. } => (Some(reason), None),
        _ => (None, None),
    }
}

fn describe(record: &ListedRecord, names: &CompanyNames) -> Value {
    let (error, next) = error_and_next(record);
    json!({
        "id": record.id,
        "app": record.app,
        "instance": record.instance,
        "suite": record.realm,
        "corp": record.corp_id,
        "corpName": record.corp_id.as_deref().and_then(|corp| names.of_id(corp)),
        "eventType": record.event_type,
        "eventTime": output::time(record.event_time),
        "receivedTime": output::time(record.received_at),
        "state": record.state.to_string(),
        "attempts": record.attempts,
        "requestId": record.request_id,
        "lastError": error,
        "nextAttempt": next.map(output::time),
    })
}

fn describe_try(attempt: &CallbackAttempt) -> Value {
    json!({
        "number": attempt.number,
        "startedAt": output::time(attempt.started_at),
        "finishedAt": attempt.finished_at.map(output::time),
        "error": attempt.error,
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(subcommand)]
        command: Command,
    }

    #[test]
    fn who_names_no_record_is_told_where_the_numbers_are() {
        let error = Line::try_parse_from(["callback", "retry", "nonsense"]).unwrap_err().to_string();
        assert!(error.contains("'nonsense'") && error.contains("`callback list`"), "{error}");
        assert!(matches!(Line::parse_from(["callback", "retry", "7"]).command, Command::Retry { id: 7 }));
    }
}
