//! `QywxProxyType`: the login type as the registry sees it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use clock::SharedClock;
use login_type::{
    Call, CallError, CallbackRecord, Company, ConfigProblem, Conflict, ElementFile, Examination, Finding, Host,
    InstanceName, Instances, LoginType, Reply, WorkError, Worked,
};
use serde_json::{Value, json};
use storage::wecom::WecomTables;
use wecom_client::{ApiClient, Observer, TokenStore, Wecom};

use crate::{
    companies,
    config::Config,
    credentials::{Credentials, SuiteDirectory},
    deps::Deps,
    diagnosis, elements, event,
    exchanges::Exchanges,
    instance::QywxProxyInstance,
    reconcile,
    schedule::Reconcile,
    service, work,
};

/// Login to WeCom customized apps (服务商代开发).
pub struct QywxProxyType {
    deps: Deps,
}

impl QywxProxyType {
    /// The login type over its tables and a client of the WeCom API whose tokens are kept in `tokens`.
    pub fn new(tables: WecomTables, api: ApiClient, tokens: Arc<dyn TokenStore>, clock: SharedClock) -> Self {
        let suites = Arc::new(SuiteDirectory::default());
        let credentials =
            Credentials { suites: Arc::clone(&suites), tables: tables.clone(), clock: Arc::clone(&clock) };
        let wecom = Wecom::new(api, Arc::new(credentials), tokens, Arc::clone(&clock));
        Self {
            deps: Deps {
                tables,
                wecom,
                clock,
                suites,
                closed: Arc::default(),
                reconcile: Reconcile::default(),
                exchanges: Exchanges::default(),
            },
        }
    }

    /// Walks over the companies in this manner.
    #[must_use]
    pub fn with_reconcile(mut self, reconcile: Reconcile) -> Self {
        self.deps.reconcile = reconcile;
        self
    }

    /// Tells `observer` of every call to WeCom.
    #[must_use]
    pub fn with_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.deps.wecom = self.deps.wecom.with_observer(observer);
        self
    }
}

#[async_trait]
impl LoginType for QywxProxyType {
    const NAME: &'static str = elements::TYPE;
    const EVENTS: &'static [&'static str] = event::KNOWN;
    type Config = Config;
    type Instance = QywxProxyInstance;

    fn config_skeleton(&self) -> Value {
        json!({
            "authConfig": { "suiteId": "", "suiteSecret": "", "encodingAESKey": "", "token": "", "providerCorpId": "" },
            "isActive": true,
        })
    }

    fn elements(&self) -> &'static [ElementFile] {
        elements::FILES
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<QywxProxyInstance, ConfigProblem> {
        QywxProxyInstance::new(name.clone(), &config, self.deps.clone())
    }

    /// One suite has one set of keys: two instances of it with different ones cannot both be right. Two suites of one app
    /// have two: a callback for one would open as one for the other.
    fn check(&self, instances: &Instances<QywxProxyInstance>) -> Result<(), Conflict> {
        qywx_login::agree(
            instances,
            |instance| format!("suite {}", instance.suite().id),
            |one, other| one.suite().differs_from(other.suite()),
        )?;
        refuse_shared_keys(instances)
    }

    fn warnings(&self, instances: &Instances<QywxProxyInstance>) -> Vec<Conflict> {
        let rivals =
            qywx_login::rivals(instances, "authConfig.suiteId", |instance| format!("suite {}", instance.suite().id));
        let doubts = instances.iter().flat_map(|(name, instance)| instance.doubts().map(|doubt| doubt.of(name)));
        doubts.chain(rivals).collect()
    }

    fn installed(&self, instances: &Instances<QywxProxyInstance>) {
        self.deps.closed.replace(instances);
        self.deps.suites.replace(instances.iter().map(|(_, instance)| instance.suite().clone()));
    }

    async fn call_service(&self, instances: &Instances<QywxProxyInstance>, call: Call<'_>) -> Result<Reply, CallError> {
        service::call(&self.deps, instances, call).await
    }

    async fn work(
        &self,
        _instances: &Instances<QywxProxyInstance>,
        record: &CallbackRecord,
        host: &Host,
    ) -> Result<Worked, WorkError> {
        work::work(&self.deps, record, host).await
    }

    async fn maintain(
        &self,
        instances: &Instances<QywxProxyInstance>,
        host: &Host,
    ) -> Result<Option<Duration>, CallError> {
        reconcile::step(&self.deps, instances, host).await.map(Some)
    }

    async fn companies(&self, instances: &Instances<QywxProxyInstance>) -> Result<Vec<Company>, CallError> {
        companies::list(&self.deps, instances).await
    }

    async fn diagnose(&self, instances: &Instances<QywxProxyInstance>, examination: &Examination<'_>) -> Vec<Finding> {
        diagnosis::diagnose(&self.deps, instances, examination).await
    }
}

/// Refuses two suites of one app, own or inherited, that have the same Token and the same `EncodingAESKey`.
fn refuse_shared_keys(instances: &Instances<QywxProxyInstance>) -> Result<(), Conflict> {
    let mut seen: Vec<(&InstanceName, &QywxProxyInstance)> = Vec::new();
    for (name, instance) in instances.iter() {
        let beside = seen
            .iter()
            .find(|(other, known)| other.app == name.app && known.suite().shares_keys_with(instance.suite()));
        if let Some((other, _)) = beside {
            let message = format!(
                "instances {other} and {name} are of two suites and have the same token and encodingAESKey, so that \
                 nobody can tell whose a callback is; give each template a Token and an EncodingAESKey of its own"
            );
            return Err(ConfigProblem::new("authConfig.token", message).of(name));
        }
        seen.push((name, instance));
    }
    Ok(())
}
