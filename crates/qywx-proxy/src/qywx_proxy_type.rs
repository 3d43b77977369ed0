//! `QywxProxyType`: the login type as the registry sees it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use async_trait::async_trait;
use clock::SharedClock;
use login_type::{
    Call, CallError, CallbackRecord, Company, CompanyQuery, ConfigProblem, Conflict, ElementFile, ElementType,
    ErrorKind, Examination, Finding, Heartbeat, Host, InstanceName, Instances, LoginType, Reply, WorkError, Worked,
};
use storage::wecom::WecomTables;
use wecom_client::{ApiClient, Observer, TokenStore, Wecom};
use wecom_types::SuiteId;

use crate::{
    companies,
    config::Config,
    credentials::Credentials,
    deps::Deps,
    diagnosis, elements, event,
    exchanges::Exchanges,
    instance::QywxProxyInstance,
    org_code,
    peers::{Known, Peers},
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
        let peers = Arc::<Peers>::default();
        let credentials = Credentials { peers: Arc::clone(&peers), tables: tables.clone(), clock: Arc::clone(&clock) };
        let wecom = Wecom::new(api, Arc::new(credentials), tokens, Arc::clone(&clock));
        Self {
            deps: Deps {
                tables,
                wecom,
                clock,
                peers,
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

    /// The tools of the parts that are asked about these instances: it knows their suites.
    fn deps_of<'a>(&'a self, instances: &'a Instances<QywxProxyInstance>) -> &'a Deps {
        instances.iter().next().map_or(&self.deps, |(_, instance)| instance.deps())
    }

    /// Tells `observer` of every call to WeCom.
    #[must_use]
    pub fn with_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.deps.wecom = self.deps.wecom.with_observer(observer);
        self
    }
}

#[async_trait]
impl ElementType for QywxProxyType {
    const NAME: &'static str = elements::TYPE;
    type Config = Config;
    type Instance = QywxProxyInstance;

    fn elements(&self) -> &'static [ElementFile] {
        elements::FILES
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<QywxProxyInstance, ConfigProblem> {
        QywxProxyInstance::new(name.clone(), &config, &self.deps)
    }

    /// A suite has one set of keys: two instances of it with different ones cannot both be right. Two suites of one app
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

    fn acquaint(&self, instances: &Instances<QywxProxyInstance>) {
        let known = Arc::new(Known::of(instances, QywxProxyInstance::suite));
        instances.iter().for_each(|(_, instance)| instance.deps().peers.tell(Arc::clone(&known)));
    }

    async fn call_service(&self, instances: &Instances<QywxProxyInstance>, call: Call<'_>) -> Result<Reply, CallError> {
        service::call(self.deps_of(instances), instances, call).await
    }

    async fn maintain(
        &self,
        instances: &Instances<QywxProxyInstance>,
        host: &Host,
    ) -> Result<Option<Duration>, CallError> {
        reconcile::step(self.deps_of(instances), instances, host).await.map(Some)
    }

    async fn diagnose(&self, instances: &Instances<QywxProxyInstance>, examination: &Examination<'_>) -> Vec<Finding> {
        diagnosis::diagnose(self.deps_of(instances), instances, examination).await
    }
}

#[async_trait]
impl LoginType for QywxProxyType {
    const EVENTS: &'static [&'static str] = event::KNOWN;

    async fn work(
        &self,
        instances: &Instances<QywxProxyInstance>,
        record: &CallbackRecord,
        host: &Host,
    ) -> Result<Worked, WorkError> {
        work::work(self.deps_of(instances), record, host).await
    }

    async fn companies(&self, instances: &Instances<QywxProxyInstance>) -> Result<Vec<Company>, CallError> {
        companies::list(self.deps_of(instances), instances).await
    }

    async fn search_companies(
        &self,
        instances: &Instances<QywxProxyInstance>,
        query: &CompanyQuery<'_>,
    ) -> Result<Vec<Company>, CallError> {
        companies::search(self.deps_of(instances), instances, query).await
    }

    async fn set_org_code(
        &self,
        instances: &Instances<QywxProxyInstance>,
        company: (&str, &str),
        code: &str,
    ) -> Result<(), CallError> {
        let (realm, corp) = company;
        let suite = SuiteId::try_from(realm).map_err(|_| CallError::new(ErrorKind::UnknownCompany, "no such suite"))?;
        let corp = qywx_login::corp_id(corp)?;
        org_code::set(self.deps_of(instances), instances, &corp, code, Some(&suite)).await
    }

    async fn count_companies(&self, instances: &Instances<QywxProxyInstance>) -> Result<u64, CallError> {
        companies::count(self.deps_of(instances), instances).await
    }

    /// WeCom pushes each suite a ticket about every ten minutes (97173).
    async fn heartbeats(&self, instances: &Instances<QywxProxyInstance>) -> Result<Vec<Heartbeat>, CallError> {
        let newest = self.deps.tables.suite_tickets().newest_received().await.map_err(CallError::unavailable)?;
        let suites: BTreeSet<_> = instances.iter().map(|(_, instance)| instance.suite().id.as_str()).collect();
        let of = |suite: &str| newest.iter().find(|(known, _)| known.as_str() == suite).map(|(_, at)| *at);
        Ok(suites.into_iter().map(|suite| Heartbeat::new(suite, of(suite))).collect())
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
