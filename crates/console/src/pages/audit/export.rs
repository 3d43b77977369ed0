//! `/console/audit/export?format=csv|json`: the entries that fit, for a table or a program.

use actix_web::{HttpResponse, http::header};
use administration::trail::{self, AuditEvent};
use serde_json::json;

use super::filter;
use crate::{
    answer::Answer,
    list::Query,
    rights::{Auditor, Console},
};

/// Most entries of an export.
const MOST: u64 = 100_000;
/// The column heads of a table.
const HEAD: &str = "id,time,actor,action,target,detail\r\n";

/// Answers them.
pub(crate) async fn export(console: Console<Auditor>) -> Answer {
    let query = Query::of(&console.view);
    let found = console.of(trail::list(console.server(), &console.actor(), &filter(&query), MOST).await)?;
    let (kind, name, text) = if query.text("format") == "json" {
        ("application/json", "audit.json", json!(found.iter().map(entry).collect::<Vec<_>>()).to_string())
    } else {
        (
            "text/csv; charset=utf-8",
            "audit.csv",
            found.iter().fold(HEAD.to_owned(), |table, event| table + &line(event)),
        )
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(text))
}

fn entry(event: &AuditEvent) -> serde_json::Value {
    json!({
        "id": event.id, "time": administration::time(event.at), "actor": event.actor, "action": event.action,
        "target": event.target, "detail": event.detail,
    })
}

fn line(event: &AuditEvent) -> String {
    let time = administration::time(event.at);
    let cells = [event.id.to_string(), time, event.actor.clone(), event.action.clone(), event.target.clone()];
    let cells: Vec<String> = cells.into_iter().chain([event.detail.to_string()]).map(|text| cell(&text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell (RFC 4180). A table program computes what begins like a formula: such a text gets a quotation mark before it.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guarded = if is_formula { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", guarded.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_computed_and_none_breaks_its_line() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(cell("a,b\nc"), "\"a,b\nc\"");
    }
}
