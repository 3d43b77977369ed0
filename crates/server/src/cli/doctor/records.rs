//! Callback records that wait for another try, or for a person.

use administration::companies::CompanyNames;
use login_type::Finding;
use storage::{Access, CallbackState, CallbackStateName, Database, ListedRecord, RecordFilter, StorageError};

use super::{LIMIT, report::Report};
use crate::{cli::output, program};

const CHECK: &str = "callback record";

/// Records of one state that are named; the summary counts them all.
const NAMED: u64 = 20;

/// A line for each record that did not succeed, the newest first, and one for all together.
pub(super) async fn check(database: &Database, names: &CompanyNames, report: &mut Report) {
    let found = match tokio::time::timeout(LIMIT, findings(database, names)).await {
        Ok(Ok(findings)) => return report.add_all(&findings),
        Ok(Err(error)) => format!("{:#}", anyhow::Error::from(error)),
        Err(_) => format!("the database does not answer within {LIMIT:?}"),
    };
    report.add(&Finding::error(CHECK, found, "check that the database works, then run doctor again"));
}

async fn findings(database: &Database, names: &CompanyNames) -> Result<Vec<Finding>, StorageError> {
    let records = database.callback_records();
    let mut findings = vec![summary(&records.counts().await?)];
    for state in [CallbackStateName::Dead, CallbackStateName::Failed] {
        let filter = RecordFilter { state: Some(state), limit: NAMED, ..Default::default() };
        findings.extend(records.list(&filter).await?.iter().filter_map(|record| of_record(record, names)));
    }
    Ok(findings)
}

fn summary(counts: &[(CallbackStateName, u64)]) -> Finding {
    if counts.is_empty() {
        return Finding::ok("callback records", "none has come yet");
    }
    let parts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {}", state.as_str())).collect();
    Finding::ok("callback records", parts.join(", "))
}

fn of_record(record: &ListedRecord, names: &CompanyNames) -> Option<Finding> {
    let id = record.id;
    let finding = match &record.state {
        CallbackState::Dead { reason, .. } => {
            let next = format!("when its cause is corrected: {} callback retry {id}", program::name());
            Finding::warning(CHECK, format!("it is dead after {} attempts: {reason}", record.attempts), next)
        }
        CallbackState::Failed { error, due_at } => {
            let found = format!("try {} failed: {error}", record.attempts);
            let next = format!(
                "it is tried again at {}; {} callback show {id} tells more",
                output::time(*due_at),
                program::name()
            );
            Finding::warning(CHECK, found, next)
        }
        _ => return None,
    };
    let corp = record.corp_id.as_ref().map(|corp| format!(" of {}", names.beside(corp))).unwrap_or_default();
    Some(finding.about(format!("{id}, {}{corp}, suite {}", record.event_type, record.realm)))
}
