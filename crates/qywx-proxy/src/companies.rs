//! The companies that authorised the suites of some instances, for an operator.

use std::collections::BTreeSet;

use login_type::{CallError, Company, Instances};
use storage::wecom::CorpStanding;
use wecom_types::SuiteId;

use crate::{deps::Deps, instance::QywxProxyInstance};

/// All of them, by suite and company, whatever their status.
pub(crate) async fn list(deps: &Deps, instances: &Instances<QywxProxyInstance>) -> Result<Vec<Company>, CallError> {
    let suites: BTreeSet<&SuiteId> = instances.iter().map(|(_, instance)| &instance.suite().id).collect();
    let mut companies = Vec::new();
    for suite in suites {
        let standings = deps.tables.corp_auths().standings(suite).await.map_err(CallError::unavailable)?;
        companies.extend(standings.into_iter().map(company));
    }
    Ok(companies)
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
