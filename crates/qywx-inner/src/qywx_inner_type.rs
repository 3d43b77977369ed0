//! `QywxInnerType`: the login type as the registry sees it.

use std::sync::Arc;

use async_trait::async_trait;
use clock::SharedClock;
use login_type::{
    Call, CallError, CallbackRecord, Company, ConfigProblem, Conflict, ElementFile, ElementType, Examination, Finding,
    Host, InstanceName, Instances, LoginType, Reply, WorkError, Worked,
};
use qywx_login::callback;
use wecom_client::{ApiClient, Observer, SelfBuiltWecom, TokenStore};

use crate::{config::Config, diagnosis, elements, instance::QywxInnerInstance, service, work};

/// Login to companies' own, self-built WeCom apps (企业自建应用).
pub struct QywxInnerType {
    wecom: SelfBuiltWecom,
}

impl QywxInnerType {
    /// The login type over a client of the WeCom API whose tokens are kept in `tokens`.
    pub fn new(api: ApiClient, tokens: Arc<dyn TokenStore>, clock: SharedClock) -> Self {
        Self { wecom: SelfBuiltWecom::new(api, tokens, clock) }
    }

    /// Tells `observer` of every call to WeCom.
    #[must_use]
    pub fn with_observer(self, observer: Arc<dyn Observer>) -> Self {
        Self { wecom: self.wecom.with_observer(observer) }
    }
}

#[async_trait]
impl ElementType for QywxInnerType {
    const NAME: &'static str = elements::TYPE;
    type Config = Config;
    type Instance = QywxInnerInstance;

    fn elements(&self) -> &'static [ElementFile] {
        elements::FILES
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<QywxInnerInstance, ConfigProblem> {
        QywxInnerInstance::new(name.clone(), &config, self.wecom.clone())
    }

    /// An app has one secret, and one callback address: two instances of it with different ones cannot both be right.
    fn check(&self, instances: &Instances<QywxInnerInstance>) -> Result<(), Conflict> {
        qywx_login::agree(
            instances,
            |instance| format!("app {} of company {}", instance.app().agent, instance.app().corp),
            QywxInnerInstance::differs_from,
        )
    }

    fn warnings(&self, instances: &Instances<QywxInnerInstance>) -> Vec<Conflict> {
        let app_of = |instance: &QywxInnerInstance| format!("app {}", instance.app().agent);
        let doubt = |instance: &QywxInnerInstance| qywx_login::doubt_corp_id("corpId", instance.app().corp.as_str());
        let doubts = instances.iter().filter_map(|(name, instance)| Some(doubt(instance)?.of(name)));
        doubts.chain(qywx_login::rivals(instances, "agentId", app_of)).collect()
    }

    async fn call_service(&self, instances: &Instances<QywxInnerInstance>, call: Call<'_>) -> Result<Reply, CallError> {
        service::call(instances, call).await
    }

    async fn diagnose(&self, instances: &Instances<QywxInnerInstance>, examination: &Examination<'_>) -> Vec<Finding> {
        diagnosis::diagnose(&self.wecom, instances, examination).await
    }
}

#[async_trait]
impl LoginType for QywxInnerType {
    const EVENTS: &'static [&'static str] = callback::EVENTS;

    async fn work(
        &self,
        instances: &Instances<QywxInnerInstance>,
        record: &CallbackRecord,
        host: &Host,
    ) -> Result<Worked, WorkError> {
        work::work(&self.wecom, instances, record, host).await
    }

    /// The companies whose apps are configured, each app once: this login type stores nothing, so no name is known.
    async fn companies(&self, instances: &Instances<QywxInnerInstance>) -> Result<Vec<Company>, CallError> {
        let mut companies: Vec<Company> = Vec::new();
        for (_, instance) in instances.iter() {
            let realm = instance.app_name();
            if companies.iter().any(|known| known.realm == realm) {
                continue;
            }
            let mut company = Company::new(realm, instance.app().corp.as_str(), "configured");
            company.agent_id = Some(instance.app().agent.get());
            companies.push(company);
        }
        Ok(companies)
    }
}
