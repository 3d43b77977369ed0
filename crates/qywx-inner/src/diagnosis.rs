//! What keeps logins from working, for an operator who asks: each app's secret and our address, by one call each.

use std::collections::BTreeMap;

use login_type::{Finding, InstanceName, Instances};
use wecom_client::{Error, Remedy, SelfBuiltApp, SelfBuiltWecom};

use crate::instance::QywxInnerInstance;

const ADDRESS: &str = "trusted IPs";
const SECRET: &str = "app secret";

/// What was found of each app, in the order of companies and agentids.
pub(crate) async fn diagnose(wecom: &SelfBuiltWecom, instances: &Instances<QywxInnerInstance>) -> Vec<Finding> {
    let apps: BTreeMap<_, (&InstanceName, &SelfBuiltApp)> = instances
        .iter()
        .map(|(name, instance)| ((&instance.app().corp, instance.app().agent), (name, instance.app())))
        .collect();
    let mut findings = Vec::new();
    for ((corp, agent), (name, app)) in apps {
        let finding = match wecom.check_secret(app).await {
            Ok(()) => Finding::ok(SECRET, "WeCom accepts it"),
            Err(failure) => of_failure(&failure, name),
        };
        findings.push(finding.about(format!("app {agent} of {corp}")));
    }
    findings
}

fn of_failure(failure: &Error, name: &InstanceName) -> Finding {
    let advice = failure.self_built_advice();
    match failure.remedy() {
        Remedy::AllowIp { ip } => {
            let shown = ip.unwrap_or_else(|| "of this machine (it did not say which it saw)".to_owned());
            Finding::error(ADDRESS, format!("WeCom refuses calls from the address {shown}"), advice)
        }
        Remedy::StopCorp => {
            let next = format!("{advice}; the values stand in the configuration of {name}");
            Finding::error(SECRET, format!("WeCom does not accept it ({failure})"), next)
        }
        _ => Finding::warning(SECRET, format!("not checked: {failure}"), advice),
    }
}
