//! How the companies of a suite stand: whose credential is dead, whose agentid is not known, who is awaited.

use error_chain::ErrorChain;
use login_type::{Examination, Finding, Instances};
use qywx_login::Recognise;
use storage::wecom::{CorpAuthStatus, CorpStanding};
use wecom_client::policy;

use super::{app_events, served::ServedSuite};
use crate::{deps::Deps, instance::QywxProxyInstance};

const CHECK: &str = "company";

/// A line for each company that needs somebody, and one for all together.
pub(super) async fn findings(
    deps: &Deps,
    served: &ServedSuite<'_>,
    instances: &Instances<QywxProxyInstance>,
    examination: &Examination<'_>,
) -> Vec<Finding> {
    let standings = match deps.tables.corp_auths().standings(&served.suite.id).await {
        Ok(standings) => standings,
        Err(error) => {
            let unread = Finding::error(CHECK, error.chain().to_string(), "check that the database works");
            return vec![unread.about(served.subject())];
        }
    };
    let mut findings = vec![Finding::ok("companies", summary(&standings)).about(served.subject())];
    findings.extend(standings.iter().filter_map(|standing| of_standing(standing, examination)));
    findings.extend(app_events::finding(deps, served, &standings, examination));
    findings.extend(instances.iter().filter_map(|(_, instance)| awaited(served, instance, &standings)));
    findings
}

fn summary(standings: &[CorpStanding]) -> String {
    if standings.is_empty() {
        return "none has authorised the template yet".to_owned();
    }
    let count = |is: fn(&CorpAuthStatus) -> bool| standings.iter().filter(|one| is(&one.status)).count();
    let parts = [
        (count(|status| *status == CorpAuthStatus::Authorised), "authorised"),
        (count(|status| *status == CorpAuthStatus::Disabled), "switched the app off"),
        (count(|status| *status == CorpAuthStatus::Cancelled), "cancelled"),
        (count(|status| matches!(status, CorpAuthStatus::CredentialInvalid { .. })), "refused by WeCom"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    parts.collect::<Vec<_>>().join(", ")
}

fn of_standing(standing: &CorpStanding, examination: &Examination<'_>) -> Option<Finding> {
    let CorpStanding { suite_id, corp_id, corp_name, agent_id, status, .. } = standing;
    let finding = match (status, agent_id) {
        (CorpAuthStatus::CredentialInvalid { errcode }, _) => {
            let next = policy::rule(*errcode).map_or("see WeCom's list of error codes", |rule| rule.advice);
            let found =
                format!("WeCom refused its permanent code with errcode {errcode}: none of its members can log in");
            Finding::error(CHECK, found, next)
        }
        (CorpAuthStatus::Authorised, None) => {
            let next = format!(
                "wait until its callbacks are worked on; if it stays: {} callback list --corp {corp_id}",
                examination.program
            );
            Finding::warning(CHECK, "its app's agentid is not known yet: its members cannot log in by QR code", next)
        }
        _ => return None,
    };
    let name = corp_name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    Some(finding.about(format!("{corp_id}{name} of suite {suite_id}")))
}

/// The company that an instance is for, while it has not authorised the suite.
fn awaited(served: &ServedSuite<'_>, instance: &QywxProxyInstance, standings: &[CorpStanding]) -> Option<Finding> {
    let corp = instance.corp_id().filter(|_| instance.suite().id == served.suite.id)?;
    let known = standings.iter().find(|standing| standing.corp_id == *corp);
    if known.is_some_and(|standing| standing.status != CorpAuthStatus::Cancelled) {
        return None;
    }
    let found = format!("{} is for it, but it has not authorised the suite, or no longer", instance.name());
    let next = "have its administrator authorise the template, or correct corpId; ids keep their case";
    Some(Finding::warning(CHECK, found, next).about(format!("{corp} of suite {}", served.suite.id)))
}
