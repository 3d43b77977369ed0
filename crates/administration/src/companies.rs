//! Companies: what their login types know of them, who is logged in, what was heard last.
//!
//! They are read through the functions of the login types' elements, never through their tables.

use std::collections::{BTreeMap, HashMap};

use clock::Timestamp;
use element_model::AppId;
use login_type::{CallError, Company, LoginTypes};
use serde_json::{Value, json};
use storage::{Access as _, Database, HostOwner, ListedRecord, LoginHost};

use crate::{Actor, Administration, AdministrationError, hosts, moment};

/// A company with what the server knows of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CompanyEntry {
    /// Full name of the login type that knows it.
    pub login_type: &'static str,
    /// The login type's answer.
    pub company: Company,
    /// Members who have a session that goes on.
    pub members_logged_in: i64,
    /// The newest callback record of it that is kept.
    pub last_event: Option<ListedRecord>,
    /// Where WeCom sends its members back to, for its trusted domain; `None` where several apps have their own.
    pub redirect_uri: Option<String>,
}

/// The companies of one app, or of all; once for each suite that they authorised.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
    login_types: &LoginTypes,
    app: Option<&AppId>,
) -> Result<Vec<CompanyEntry>, AdministrationError> {
    actor.check_read(app)?;
    let (database, now) = (&server.database, server.clock.now());
    let mut entries: Vec<CompanyEntry> = Vec::new();
    let hosts = database.login_hosts().list().await?;
    let known = login_types.companies(app).await?;
    for name in login_types.names() {
        let of_type: Vec<Company> =
            known.iter().filter(|(of, _)| *of == name).map(|(_, company)| company.clone()).collect();
        if of_type.is_empty() {
            continue;
        }
        let members = members(database, name, now).await?;
        let mut events = events(database, name).await?;
        let app = app.cloned().or_else(|| only_app(login_types, name));
        entries.extend(of_type.into_iter().map(|mut company| {
            let key = (company.realm.clone(), company.corp_id.clone());
            let host = host_of(&hosts, app.as_ref(), &company.corp_id);
            let app = host.map(|host| host.app.clone()).or_else(|| app.as_ref().map(AppId::to_string));
            let origin = host.map_or_else(|| server.public_url.as_str(), |host| &host.url);
            let redirect_uri = app.map(|app| hosts::redirect_uri(&app, origin));
            company.login_host = host.map(|host| host.url.clone()).or(company.login_host);
            CompanyEntry {
                login_type: name,
                members_logged_in: members.get(&key).copied().unwrap_or(0),
                last_event: events.remove(&key),
                redirect_uri,
                company,
            }
        }));
    }
    Ok(entries)
}

/// The app of all logins of a type, if it is one.
fn only_app(login_types: &LoginTypes, login_type: &str) -> Option<AppId> {
    let mut apps = login_types.logins().filter(|(_, of)| *of == login_type).map(|(name, _)| &name.app);
    let first = apps.next()?;
    apps.all(|app| app == first).then(|| first.clone())
}

/// The login host of a company, in the app or in any.
fn host_of<'a>(hosts: &'a [LoginHost], app: Option<&AppId>, corp_id: &str) -> Option<&'a LoginHost> {
    let app = app.map(AppId::to_string);
    let of_app = hosts.iter().filter(|host| app.as_ref().is_none_or(|app| host.app == *app));
    of_app.into_iter().find(|host| matches!(&host.owner, HostOwner::Corp(id) if id == corp_id))
}

type OfCompany<T> = HashMap<(String, String), T>;

async fn members(database: &Database, login_type: &str, now: Timestamp) -> Result<OfCompany<i64>, CallError> {
    let counted = database.sessions().count_subjects(login_type, now).await.map_err(CallError::unavailable)?;
    Ok(counted.into_iter().map(|(realm, corp, count)| ((realm, corp), count)).collect())
}

async fn events(database: &Database, login_type: &str) -> Result<OfCompany<ListedRecord>, CallError> {
    let newest = database.callback_records().newest_of_corps(login_type, None).await.map_err(CallError::unavailable)?;
    let of_corps =
        newest.into_iter().filter_map(|record| Some(((record.realm.clone(), record.corp_id.clone()?), record)));
    Ok(of_corps.collect())
}

/// Whether a company is the one that somebody means: by its id, its organisation code or its name.
pub fn is_meant(company: &Company, named: &str) -> bool {
    let Company { corp_id, org_code, name, .. } = company;
    corp_id == named || org_code.as_deref() == Some(named) || name.as_deref() == Some(named)
}

impl CompanyEntry {
    /// Whether this is the company that somebody means: by its id, its organisation code or its name.
    pub fn is_meant_by(&self, named: &str) -> bool {
        is_meant(&self.company, named)
    }

    /// As functions and commands show it.
    pub fn shown(&self) -> Value {
        let Company { realm, corp_id, name, status, org_code, agent_id, visible_range, login_host, .. } = &self.company;
        json!({
            "corpId": corp_id,
            "name": name,
            "status": status,
            "orgCode": org_code,
            "agentId": agent_id,
            "visibleRange": visible_range,
            "loginHost": login_host,
            "redirectUri": self.redirect_uri,
            "membersLoggedIn": self.members_logged_in,
            "lastEvent": self.last_event.as_ref().map(event),
            "suite": realm,
            "loginType": self.login_type,
        })
    }
}

fn event(record: &ListedRecord) -> Value {
    json!({
        "recordId": record.id,
        "eventType": record.event_type,
        "eventTime": moment::shown(record.event_time),
        "state": record.state.to_string(),
    })
}

/// The names of companies that are known, by id.
#[derive(Debug, Default)]
pub struct CompanyNames(BTreeMap<String, String>);

impl CompanyNames {
    /// The sessions of these companies.
    pub fn of(companies: &[CompanyEntry]) -> Self {
        let named = companies.iter().filter_map(|CompanyEntry { company, .. }| {
            company.name.as_ref().map(|name| (company.corp_id.clone(), name.clone()))
        });
        Self(named.collect())
    }

    /// The name of the company of this id.
    pub fn of_id(&self, corp_id: &str) -> Option<&str> {
        self.0.get(corp_id).map(String::as_str)
    }

    /// The id, with the name beside it where one is known.
    pub fn beside(&self, corp_id: &str) -> String {
        self.of_id(corp_id).map_or_else(|| corp_id.to_owned(), |name| format!("{corp_id} ({name})"))
    }

    /// The company that a text names between its slashes, blanks and colons: `suite/wp…`, `wp…/member`.
    pub fn of_mentioned(&self, text: &str) -> Option<&str> {
        text.split(['/', ' ', ':', ',']).find_map(|word| self.of_id(word))
    }
}
