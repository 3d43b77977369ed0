//! Whether the keys make a ring, and whether every sealed row opens with it.

use std::time::Duration;

use login_type::Finding;
use storage::{Access, KeyRing, SealFault, SealedColumn};

use super::{LIMIT, database::Found, report::Report};
use crate::config::Config;

const RING: &str = "encryption keys";
const ROWS: &str = "sealed rows";

/// How long rows are opened; what is left by then is not looked at, and the report says so.
const WALK: Duration = Duration::from_mins(1);

/// The keys, where they make a ring.
pub(super) fn check_ring(config: &Config, report: &mut Report) -> Option<KeyRing> {
    match config.encryption.key_ring() {
        Ok(keys) => {
            let active = config.encryption.active.as_deref().unwrap_or_default();
            report.add(&Finding::ok(RING, format!("{} configured, {active} seals", config.encryption.keys.len())));
            Some(keys)
        }
        Err(error) => {
            let next = "correct it; the key itself has to be the one that sealed the database, from your own keeping";
            report.add(&Finding::error(RING, error.to_string(), next));
            None
        }
    }
}

/// Opens every sealed row.
pub(super) async fn check_rows(found: &Found, report: &mut Report) {
    if !found.has_keys {
        let next = "correct the encryption keys first, then run doctor again";
        return report.add(&Finding::warning(ROWS, "not checked: there is no key ring", next));
    }
    let rows = found.services.database.sealed_rows();
    let columns = match tokio::time::timeout(WALK + LIMIT, rows.examine(WALK)).await {
        Ok(Ok(columns)) => columns,
        Ok(Err(error)) => return report.add(&unread(format!("{:#}", anyhow::Error::from(error)))),
        Err(_) => return report.add(&unread(format!("the database does not answer within {LIMIT:?}"))),
    };
    for column in &columns {
        report.add_all(&closed(column));
    }
    report.add(&summary(&columns));
}

fn unread(found: String) -> Finding {
    Finding::error(ROWS, found, "check that the database works, then run doctor again")
}

/// The problems of a column, a finding for each key and fault.
fn closed(column: &SealedColumn) -> Vec<Finding> {
    let of = |((key, fault), rows): (&(String, SealFault), &u64)| {
        let (found, next) = match fault {
            SealFault::UnknownKey => (
                format!("sealed with key {key}, which encryption.keys does not have (rows: {rows})"),
                format!("put encryption.keys.{key} back: without it these secrets are lost"),
            ),
            SealFault::Forged => (
                format!("sealed with another key {key} than the one configured, or changed (rows: {rows})"),
                format!(
                    "put the very key that sealed them back as encryption.keys.{key}; if it is that one, \
                     the rows were changed: restore them from a backup"
                ),
            ),
            _ => (
                format!("no sealed texts at all (rows: {rows})"),
                "restore them from a backup: another program wrote them".to_owned(),
            ),
        };
        Finding::error(ROWS, found, next).about(format!("{}.{}", column.table, column.column))
    };
    column.closed.iter().map(of).collect()
}

fn summary(columns: &[SealedColumn]) -> Finding {
    let count = |rows: fn(&SealedColumn) -> u64| columns.iter().map(rows).sum::<u64>();
    let (open, closed) = (count(|column| column.open.values().sum()), count(|column| column.closed.values().sum()));
    if columns.iter().any(|column| !column.is_complete) {
        let found = format!("{open} of {} rows open; the rest was not looked at within {WALK:?}", open + closed);
        return Finding::warning(ROWS, found, "run doctor when the database has less to do");
    }
    let mut keys: Vec<&str> = columns.iter().flat_map(|column| column.open.keys().map(String::as_str)).collect();
    keys.sort_unstable();
    keys.dedup();
    if closed > 0 {
        let found = format!("{closed} of {} rows do not open", open + closed);
        return Finding::error(ROWS, found, "see the lines above, table by table");
    }
    if keys.is_empty() {
        return Finding::ok(ROWS, "there are none yet");
    }
    Finding::ok(ROWS, format!("all {open} open; keys in use: {}", keys.join(", ")))
}
