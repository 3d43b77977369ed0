//! `services.CompanySvc`: the companies whose members log in to the app.

use std::sync::Arc;

use administration::{
    companies::{self, CompanyEntry},
    plain_userids,
};
use app_catalog::Catalog;
use login_type::{Call, CallError, Company, ElementFile, ErrorKind, InstanceName, LoginInstance, Reply};
use serde_json::{Value, json};

use super::{Door, limit};

pub(super) const NAME: &str = "services.CompanySvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/CompanySvc/e.json", content: include_str!("../elements/CompanySvc.e.json") };

pub(super) async fn answer(Door { server, actor, catalog, .. }: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    match call.function {
        "setPlainUserids" => {
            let (_, company) = of_app(catalog, call).await?;
            let ids = plain_userids::parse(call.args.text("csv")?)?;
            let known = plain_userids::put(server, actor, (call.app, &company.corp_id), &ids).await?;
            return Ok(Reply::Value(json!({ "known": known })));
        }
        "convertUserids" => {
            let ((login_type, company), own) = (of_app(catalog, call).await?, own_app(catalog, call)?);
            let of = (call.app, login_type, &company);
            let known = plain_userids::convert(server, actor, of, (&*own, call.host)).await?;
            return Ok(Reply::Value(json!({ "known": known })));
        }
        "listPlainUserids" => {
            let (_, company) = of_app(catalog, call).await?;
            let page = (call.args.opt_text("after")?.unwrap_or_default(), limit(call)?);
            let ids = plain_userids::list(server, actor, (call.app, &company.corp_id), page).await?;
            return Ok(Reply::Value(json!({ "plainUserids": ids })));
        }
        _ => {}
    }
    let companies = companies::list(server, actor, &catalog.login_types, Some(call.app)).await?;
    match call.function {
        "list" => Ok(Reply::Value(json!({ "companies": shown(companies.iter()) }))),
        "show" => {
            let corp = call.args.text("corpId")?;
            let found = shown(companies.iter().filter(|entry| entry.is_meant_by(corp)));
            if found.is_empty() {
                return Err(unknown(corp));
            }
            Ok(Reply::Value(json!({ "companies": found })))
        }
        _ => Err(call.unknown_function()),
    }
}

/// The company that is meant; others are not this app's to change.
async fn of_app(catalog: &Catalog, call: Call<'_>) -> Result<(&'static str, Company), CallError> {
    let named = call.args.text("corpId")?;
    let known = catalog.login_types.companies(Some(call.app)).await?;
    known.into_iter().find(|(_, company)| companies::is_meant(company, named)).ok_or_else(|| unknown(named))
}

/// The instance of the company's own app.
fn own_app(catalog: &Catalog, call: Call<'_>) -> Result<Arc<dyn LoginInstance>, CallError> {
    let named = call.args.text("instance")?;
    let element = named.parse().map_err(|_| unknown_instance(named))?;
    let name = InstanceName { app: call.app.clone(), element };
    let own = catalog.login_types.login(&name).filter(|login| login.is_active());
    own.ok_or_else(|| unknown_instance(named))
}

fn unknown_instance(named: &str) -> CallError {
    let message = format!("argument instance: this app has no login {named} that is switched on");
    CallError::new(ErrorKind::UnknownElement, message)
}

fn unknown(corp: &str) -> CallError {
    let message = format!("argument corpId: no company {corp} is known to this app, see the function list");
    CallError::new(ErrorKind::CorpNotAuthorised, message)
}

fn shown<'a>(companies: impl Iterator<Item = &'a CompanyEntry>) -> Vec<Value> {
    companies.map(CompanyEntry::shown).collect()
}
