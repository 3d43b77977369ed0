//! Whether WeCom takes the provider's secret, where one is configured: `get_provider_token`, once a provider (96237).

use error_chain::ErrorChain;
use login_type::Finding;
use wecom_client::Remedy;
use wecom_types::CorpId;

use super::{
    secret::{accepted_address, refused_address},
    served::ServedSuite,
};
use crate::deps::Deps;

const CHECK: &str = "provider secret";

/// The findings about each provider.
pub(super) async fn findings(deps: &Deps, suites: &[ServedSuite<'_>], is_reached: bool) -> Vec<Finding> {
    let mut asked: Vec<CorpId> = Vec::new();
    let mut findings = Vec::new();
    for served in suites {
        let Some(provider) = served.suite.provider().filter(|provider| !asked.contains(&provider.corp_id)) else {
            continue;
        };
        let found = if is_reached { of_provider(deps, served).await } else { vec![unreached()] };
        findings.extend(found.into_iter().map(|finding| finding.about(format!("provider {}", provider.corp_id))));
        asked.push(provider.corp_id);
    }
    findings
}

async fn of_provider(deps: &Deps, served: &ServedSuite<'_>) -> Vec<Finding> {
    let Err(failure) = deps.wecom.check_provider_secret(&served.suite.id).await else {
        return vec![accepted_address(), Finding::ok(CHECK, "WeCom accepts it")];
    };
    match failure.remedy() {
        Remedy::AllowIp { ip } => vec![refused_address(ip.as_deref())],
        Remedy::StopCorp | Remedy::CorpCancelled | Remedy::Misconfigured => {
            let found = format!("WeCom does not accept it ({failure})");
            let next = format!(
                "copy the provider's corp id and secret (ProviderSecret) from the provider console to \
                 authConfig.providerCorpId and authConfig.providerSecret of {}",
                served.configured_in()
            );
            vec![Finding::error(CHECK, found, next)]
        }
        _ => vec![Finding::warning(CHECK, format!("not checked: {}", failure.chain()), failure.advice())],
    }
}

fn unreached() -> Finding {
    let next = "make WeCom reachable first, then run doctor again";
    Finding::warning(CHECK, "not checked: WeCom does not answer", next)
}
