//! `services.CompanySvc`: the companies whose members log in to the app.

use administration::companies::{self, CompanyEntry};
use login_type::{Call, CallError, ElementFile, ErrorKind, Reply};
use serde_json::{Value, json};

use super::Door;

pub(super) const NAME: &str = "services.CompanySvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/CompanySvc/e.json", content: include_str!("../elements/CompanySvc.e.json") };

pub(super) async fn answer(Door { server, actor, catalog, .. }: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    let companies = companies::list(server, actor, &catalog.login_types, Some(call.app)).await?;
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
