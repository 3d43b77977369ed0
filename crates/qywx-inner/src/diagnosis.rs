//! The obstacles to logins, for an operator who asks: each app's secret and our address, by one call each; and
//! whose app has no callback address, so that nobody tells who leaves.

use std::collections::BTreeMap;

use login_type::{Examination, Finding, InstanceName, Instances};
use wecom_client::{Error, Remedy, SelfBuiltWecom};

use crate::instance::QywxInnerInstance;

const ADDRESS: &str = "trusted IPs";
const EVENTS: &str = "app events";
const SECRET: &str = "app secret";

/// The findings about each app, in the order of companies and agentids.
pub(crate) async fn diagnose(
    wecom: &SelfBuiltWecom,
    instances: &Instances<QywxInnerInstance>,
    examination: &Examination<'_>,
) -> Vec<Finding> {
    let apps: BTreeMap<_, (&InstanceName, &QywxInnerInstance)> = instances
        .iter()
        .map(|(name, instance)| ((&instance.app().corp, instance.app().agent), (name, &**instance)))
        .collect();
    let mut findings = Vec::new();
    for ((corp, agent), (name, instance)) in apps {
        let finding = match wecom.check_secret(instance.app()).await {
            Ok(()) => Finding::ok(SECRET, "WeCom accepts it"),
            Err(failure) => of_failure(&failure, name),
        };
        let silent = instance.callback_keys().is_none().then(|| without_events(name, examination));
        let found = [Some(finding), silent].into_iter().flatten();
        findings.extend(found.map(|finding| finding.about(format!("app {agent} of {corp}"))));
    }
    findings
}

/// Of an app whose instance takes no callbacks (90930).
fn without_events(name: &InstanceName, examination: &Examination<'_>) -> Finding {
    let InstanceName { app, element } = name;
    let path = element.as_str().replace('.', "/");
    let url = format!("{}/api/{}/{}/{path}/notify", examination.public_url, app.org(), app.app());
    let next = format!(
        "to hear at once who leaves, give {name} the token and the encodingAESKey of the app's page 接收消息 (API接收), then \
         save that page with the URL {url}"
    );
    Finding::ok(EVENTS, "it tells nothing here: who leaves is found by asking, later").advising(next)
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
