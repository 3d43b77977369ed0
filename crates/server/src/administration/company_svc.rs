//! `services.CompanySvc`: the companies whose members log in to the app.

use app_catalog::Catalog;
use login_type::{Call, CallError, ElementFile, ErrorKind, Reply};
use serde_json::{Value, json};
use storage::Database;

use crate::companies::{self, CompanyEntry};

pub(super) const NAME: &str = "services.CompanySvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/CompanySvc/e.json", content: include_str!("../elements/CompanySvc.e.json") };

pub(super) async fn answer(database: &Database, catalog: &Catalog, call: Call<'_>) -> Result<Reply, CallError> {
    let now = call.host.clock.now();
    let companies = companies::list(&catalog.login_types, database, Some(call.app), now).await?;
    match call.function {
        "list" => Ok(Reply::Value(json!({ "companies": shown(companies.iter()) }))),
        "show" => {
            let corp = call.args.text("corpId")?;
            let found = shown(companies.iter().filter(|entry| entry.is_meant_by(corp)));
            if found.is_empty() {
                let message = format!("argument corpId: no company {corp} is known to this app, see the function list");
                return Err(CallError::new(ErrorKind::CorpNotAuthorised, message));
            }
            Ok(Reply::Value(json!({ "companies": found })))
        }
        _ => Err(call.unknown_function()),
    }
}

fn shown<'a>(companies: impl Iterator<Item = &'a CompanyEntry>) -> Vec<Value> {
    companies.map(CompanyEntry::shown).collect()
}
