//! The obstacles to logins, for an operator who asks: WeCom's reach and clock, then suite by suite its ticket,
//! its secret, our address, its companies. Nothing is changed; WeCom is asked once for each thing, without repeats.

mod app_events;
mod clock_skew;
mod companies;
mod provider;
mod provider_id;
mod reach;
mod secret;
mod served;
mod ticket;
mod trusted_domain;

use login_type::{Examination, Finding, Instances, Stored, Survey};

use self::served::ServedSuite;
use crate::{deps::Deps, instance::QywxProxyInstance};

/// Everything that was found, in the order in which it is worth mending.
pub(crate) async fn diagnose(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    examination: &Examination<'_>,
) -> Vec<Finding> {
    let suites = ServedSuite::all(instances);
    // A server for other logins has no business with WeCom.
    if suites.is_empty() && examination.survey == Survey::All {
        return Vec::new();
    }
    let reached = deps.wecom.reach().await;
    let mut findings = vec![reach::finding(deps, &reached)];
    let newest = match examination.stored {
        Stored::Readable => ticket::newest(deps, &suites).await,
        Stored::OutOfReach => None,
    };
    findings.push(clock_skew::finding(reached.as_ref().ok(), newest));
    for suite in &suites {
        if examination.stored == Stored::OutOfReach {
            findings.push(unseen(suite));
            continue;
        }
        findings.push(ticket::finding(deps, suite, examination).await);
        findings.extend(provider_id::finding(deps, suite).await);
        findings.extend(secret::findings(deps, suite, reached.is_ok()).await);
        findings.extend(companies::findings(deps, suite, instances, examination).await);
    }
    findings.extend(provider::findings(deps, &suites, reached.is_ok()).await);
    findings.extend(trusted_domain::finding(&suites, examination));
    findings
}

fn unseen(suite: &ServedSuite<'_>) -> Finding {
    let next = "make the database work first, then run doctor again";
    Finding::warning("ticket, secret, companies", "not checked: they need the database", next).about(suite.subject())
}
