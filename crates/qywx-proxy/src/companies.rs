//! The companies that authorised the suites of some instances, for an operator.

use std::collections::BTreeSet;

use login_type::{CallError, Company, CompanyQuery, Instances};
use storage::wecom::{CorpSearch, CorpStanding};
use wecom_types::SuiteId;

use crate::{deps::Deps, instance::QywxProxyInstance};

/// All of them, by suite and company, whatever their status.
pub(crate) async fn list(deps: &Deps, instances: &Instances<QywxProxyInstance>) -> Result<Vec<Company>, CallError> {
    let mut companies = Vec::new();
    for suite in suites(instances) {
        let standings = deps.tables.corp_auths().standings(suite).await.map_err(CallError::unavailable)?;
        companies.extend(standings.into_iter().map(company));
    }
    Ok(companies)
}

/// A page of them.
pub(crate) async fn search(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    query: &CompanyQuery<'_>,
) -> Result<Vec<Company>, CallError> {
    let mut found = Vec::new();
    for suite in suites(instances) {
        let after = match query.after {
            Some((realm, _)) if suite.as_str() < realm => continue,
            Some((realm, corp)) if suite.as_str() == realm => Some(corp),
            _ => None,
        };
        let CompanyQuery { search: text, status, ids, .. } = *query;
        let limit = (query.limit - found.len()) as u64;
        let search = CorpSearch { text, status, ids, after, limit };
        let page = deps.tables.corp_auths().search(suite, &search).await.map_err(CallError::unavailable)?;
        found.extend(page.into_iter().map(company));
        if found.len() >= query.limit {
            break;
        }
    }
    Ok(found)
}

/// How many there are.
pub(crate) async fn count(deps: &Deps, instances: &Instances<QywxProxyInstance>) -> Result<u64, CallError> {
    let mut count = 0;
    for suite in suites(instances) {
        count += deps.tables.corp_auths().count(suite).await.map_err(CallError::unavailable)?;
    }
    Ok(count)
}

fn suites(instances: &Instances<QywxProxyInstance>) -> BTreeSet<&SuiteId> {
    instances.iter().map(|(_, instance)| &instance.suite().id).collect()
}

fn company(standing: CorpStanding) -> Company {
    let status = standing.status.as_str();
    let mut company = Company::new(standing.suite_id.to_string(), standing.corp_id.to_string(), status);
    company.name = standing.corp_name;
    company.org_code = standing.org_code;
    company.agent_id = standing.agent_id.map(Into::into);
    company.visible_range = standing.visible_range;
    company
}
