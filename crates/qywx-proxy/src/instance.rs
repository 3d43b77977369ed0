//! `QywxProxyInstance`: one configured login.

mod functions;

use login_type::{ConfigProblem, InstanceName};
use qywx_login::{doubt_corp_id, doubt_suite_id, given, parse};
use wecom_types::CorpId;

use crate::{config::Config, deps::Deps, suite::Suite};

/// A configured login.
pub struct QywxProxyInstance {
    name: InstanceName,
    suite: Suite,
    corp_id: Option<CorpId>,
    is_active: bool,
    deps: Deps,
}

impl QywxProxyInstance {
    pub(crate) fn new(name: InstanceName, config: &Config, deps: &Deps) -> Result<Self, ConfigProblem> {
        let suite = Suite::new(&config.auth_config)?;
        let corp_id = given(config.corp_id.as_deref()).map(|id| parse("corpId", id)).transpose()?;
        let deps = deps.for_instance_of(suite.clone());
        Ok(Self { name, suite, corp_id, is_active: config.is_active, deps })
    }

    /// The values of its configuration that are hardly meant.
    pub(crate) fn doubts(&self) -> impl Iterator<Item = ConfigProblem> {
        let suite = doubt_suite_id("authConfig.suiteId", self.suite.id.as_str());
        let corp = self.corp_id.as_ref().and_then(|id| doubt_corp_id("corpId", id.as_str()));
        let provider = self.suite.provider_corp_id.as_ref();
        let provider = provider.and_then(|id| doubt_corp_id("authConfig.providerCorpId", id.as_str()));
        [suite, corp, provider].into_iter().flatten()
    }

    pub(crate) fn suite(&self) -> &Suite {
        &self.suite
    }

    pub(crate) fn deps(&self) -> &Deps {
        &self.deps
    }
}
