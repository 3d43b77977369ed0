//! Companies: what their login types know of them, who is logged in, what was heard last.
//!
//! They are read through the functions of the login types' elements, never through their tables.

use std::collections::{BTreeMap, HashMap};

use clock::Timestamp;
use element_model::AppId;
use login_type::{AuthorisationLink, CallError, Company, CompanyQuery, ErrorKind, Host, InstanceName, LoginTypes};
use serde_json::{Value, json};
use storage::{Access as _, Database, HostOwner, ListedRecord, LoginHost};

use crate::{Action, Actor, Administration, AdministrationError, hosts, moment};

/// Suites that one company may have authorised and is looked for by.
const MOST_SUITES: usize = 20;

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

/// A page of companies.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CompanyPage {
    /// The companies.
    pub entries: Vec<CompanyEntry>,
    /// Where the next page begins: login type, realm and id of the last one; `None` at the end.
    pub next: Option<(&'static str, String, String)>,
}

/// A page of the companies of all apps that fit, by login type, suite and id; begins behind `after`.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn search(
    server: &Administration,
    actor: &Actor,
    login_types: &LoginTypes,
    query: &CompanyQuery<'_>,
    after: Option<(&str, &str, &str)>,
) -> Result<CompanyPage, AdministrationError> {
    actor.check_read(None)?;
    let mut found: Vec<(&'static str, Company)> = Vec::new();
    for name in login_types.login_type_names() {
        let behind = match after {
            Some((login_type, ..)) if name < login_type => continue,
            Some((login_type, realm, corp)) if name == login_type => Some((realm, corp)),
            _ => None,
        };
        // The one more than asked for tells whether there is a next page.
        let query = CompanyQuery { after: behind, limit: query.limit + 1 - found.len(), ..*query };
        found.extend(login_types.search_companies(name, &query).await?.into_iter().map(|company| (name, company)));
        if found.len() > query.limit {
            break;
        }
    }
    let has_more = found.len() > query.limit;
    found.truncate(query.limit);
    let next = found.last().filter(|_| has_more);
    let next = next.map(|(name, company)| (*name, company.realm.clone(), company.corp_id.clone()));
    Ok(CompanyPage { entries: with_what_the_server_knows(server, login_types, found).await?, next })
}

/// A link by which another company lets its members log in with an instance; `None` where its provider has none.
///
/// # Errors
/// There is no such login, the provider gives no link, or the actor may not.
pub async fn authorisation_link(
    server: &Administration,
    actor: &Actor,
    (login_types, host): (&LoginTypes, &Host),
    instance: &InstanceName,
    org_code: Option<&str>,
) -> Result<Option<AuthorisationLink>, AdministrationError> {
    let action = Action::AuthorisationLink;
    actor.check(&action, Some(&instance.app))?;
    let unknown = || CallError::new(ErrorKind::UnknownElement, format!("there is no login {instance}"));
    let login = login_types.login(instance).ok_or_else(unknown)?;
    let Some(link) = login.authorisation_link(org_code, host).await? else { return Ok(None) };
    let detail = json!({ "orgCode": org_code });
    server.note(&server.database, actor, &action, instance.to_string(), detail).await?;
    Ok(Some(link))
}

/// Gives a company (login type, realm and id) the organisation code by which its members find it on the login page.
///
/// # Errors
/// The code will not do or is another company's, there is no such company, or the actor may not.
pub async fn set_org_code(
    server: &Administration,
    actor: &Actor,
    login_types: &LoginTypes,
    (login_type, realm, corp_id): (&str, &str, &str),
    code: &str,
) -> Result<(), AdministrationError> {
    // The word of the function that does the same.
    let action = Action::Function("setCode".to_owned());
    actor.check(&action, None)?;
    login_types.set_org_code(login_type, (realm, corp_id), code).await?;
    let detail = json!({ "corpId": corp_id, "code": code });
    server.note(&server.database, actor, &action, format!("{realm}/{corp_id}"), detail).await?;
    Ok(())
}

/// How many companies there are.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn count(actor: &Actor, login_types: &LoginTypes) -> Result<u64, AdministrationError> {
    actor.check_read(None)?;
    Ok(login_types.count_companies().await?)
}

/// The names of these companies, as far as they are known.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn names_of(
    actor: &Actor,
    login_types: &LoginTypes,
    ids: &[&str],
) -> Result<CompanyNames, AdministrationError> {
    actor.check_read(None)?;
    let mut names = CompanyNames::default();
    if ids.is_empty() {
        return Ok(names);
    }
    let query = CompanyQuery { ids: Some(ids), limit: ids.len() * MOST_SUITES, ..CompanyQuery::default() };
    for login_type in login_types.login_type_names() {
        for company in login_types.search_companies(login_type, &query).await? {
            names.0.extend(company.name.map(|name| (company.corp_id, name)));
        }
    }
    Ok(names)
}

/// The companies of a page with their members, last events and hosts; asks about these alone.
async fn with_what_the_server_knows(
    server: &Administration,
    login_types: &LoginTypes,
    found: Vec<(&'static str, Company)>,
) -> Result<Vec<CompanyEntry>, AdministrationError> {
    let (database, now) = (&server.database, server.clock.now());
    let hosts = database.login_hosts().list().await?;
    let mut entries = Vec::new();
    for (login_type, mut company) in found {
        let key = (company.realm.as_str(), company.corp_id.as_str());
        let members = database.sessions().count_subjects_of((login_type, key.0, key.1), now).await?;
        let last_event = database.callback_records().newest_of_corp(login_type, key.0, key.1).await?;
        let app = only_app(login_types, login_type);
        let host = host_of(&hosts, app.as_ref(), &company.corp_id);
        let app = host.map(|host| host.app.clone()).or_else(|| app.as_ref().map(AppId::to_string));
        let origin = host.map_or_else(|| server.public_url.as_str(), |host| &host.url);
        let redirect_uri = app.map(|app| hosts::redirect_uri(&app, origin));
        company.login_host = host.map(|host| host.url.clone()).or(company.login_host);
        entries.push(CompanyEntry { login_type, members_logged_in: members, last_event, redirect_uri, company });
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
