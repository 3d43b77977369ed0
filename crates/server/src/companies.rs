//! The companies as operators see them: what their login types know, who is logged in, what was heard last.

use std::collections::HashMap;

use clock::Timestamp;
use element_model::AppId;
use login_type::{CallError, Company, LoginTypes};
use serde_json::{Value, json};
use storage::{Access, Database, ListedRecord};

use crate::moment;

/// A company with what the server knows of it.
pub(crate) struct CompanyEntry {
    pub(crate) login_type: &'static str,
    pub(crate) company: Company,
    /// Members who have a session that goes on.
    pub(crate) members_logged_in: i64,
    /// The newest callback record of it that is kept.
    pub(crate) last_event: Option<ListedRecord>,
}

/// The companies of one app, or of all.
///
/// # Errors
/// When the database is out of reach.
pub(crate) async fn list(
    login_types: &LoginTypes,
    database: &Database,
    app: Option<&AppId>,
    now: Timestamp,
) -> Result<Vec<CompanyEntry>, CallError> {
    let mut entries: Vec<CompanyEntry> = Vec::new();
    let known = login_types.companies(app).await?;
    for name in login_types.names() {
        let of_type: Vec<Company> =
            known.iter().filter(|(of, _)| *of == name).map(|(_, company)| company.clone()).collect();
        if of_type.is_empty() {
            continue;
        }
        let members = members(database, name, now).await?;
        let mut events = events(database, name).await?;
        entries.extend(of_type.into_iter().map(|company| {
            let key = (company.realm.clone(), company.corp_id.clone());
            CompanyEntry {
                login_type: name,
                members_logged_in: members.get(&key).copied().unwrap_or(0),
                last_event: events.remove(&key),
                company,
            }
        }));
    }
    Ok(entries)
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

impl CompanyEntry {
    /// Whether this is the company that somebody means: by its id, its organisation code or its name.
    pub(crate) fn is_meant_by(&self, named: &str) -> bool {
        let Company { corp_id, org_code, name, .. } = &self.company;
        corp_id == named || org_code.as_deref() == Some(named) || name.as_deref() == Some(named)
    }

    /// As functions and commands show it.
    pub(crate) fn shown(&self) -> Value {
        let Company { realm, corp_id, name, status, org_code, agent_id, visible_range, login_host, .. } = &self.company;
        json!({
            "corpId": corp_id,
            "name": name,
            "status": status,
            "orgCode": org_code,
            "agentId": agent_id,
            "visibleRange": visible_range,
            "loginHost": login_host,
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
