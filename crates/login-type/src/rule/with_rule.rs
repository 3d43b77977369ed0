//! `WithRule`: a login type with a rule on it, which passes on all that the login type does.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use element_type::{
    CallError, ConfigProblem, Conflict, ElementFile, ElementType, Examination, Extended, Finding, FullName,
    InstanceName, Instances, Reply,
};

use super::{ByInstance, Rule, RuledInstance};
use crate::{Call, CallbackRecord, Company, CompanyQuery, Heartbeat, Host, LoginType, WorkError, Worked};

/// A login type with a [`Rule`] on it.
pub struct WithRule<R: Rule> {
    base: R::Base,
    rule: Arc<R>,
}

impl<R: Rule> WithRule<R> {
    /// `base`, with this rule on all of its instances.
    pub fn new(base: R::Base, rule: R) -> Self {
        Self { base, rule: Arc::new(rule) }
    }
}

/// The instances below the rule.
fn below<R: Rule>(instances: &Instances<RuledInstance<R>>) -> Instances<<R::Base as ElementType>::Instance> {
    instances.map(RuledInstance::base)
}

/// The services for the code below the rule.
fn lend<R: Rule>(instances: &Instances<RuledInstance<R>>, host: &Host) -> Host {
    host.in_the_name_of(R::NAME).screened(ByInstance(instances.clone()))
}

/// The name by which the code below the rule knows an element of the login type.
fn name_below<R: Rule>(element: &FullName) -> Option<FullName> {
    let rest = element.as_str().strip_prefix(R::NAME)?;
    format!("{}{rest}", <R::Base as ElementType>::NAME).parse().ok()
}

#[async_trait]
impl<R: Rule> ElementType for WithRule<R> {
    const NAME: &'static str = R::NAME;
    type Config = Extended<<R::Base as ElementType>::Config, R::Config>;
    type Instance = RuledInstance<R>;

    fn elements(&self) -> &'static [ElementFile] {
        self.base.elements()
    }

    fn overlays(&self) -> Vec<ElementFile> {
        let mut overlays = self.base.overlays();
        overlays.extend(self.rule.elements());
        overlays
    }

    fn open(&self, name: &InstanceName, config: Self::Config) -> Result<RuledInstance<R>, ConfigProblem> {
        let base = self.base.open(name, config.base)?;
        self.rule.check(&config.extra)?;
        Ok(RuledInstance::new(name.clone(), base, Arc::clone(&self.rule), config.extra))
    }

    fn check(&self, instances: &Instances<RuledInstance<R>>) -> Result<(), Conflict> {
        self.base.check(&below(instances))
    }

    fn acquaint(&self, instances: &Instances<RuledInstance<R>>) {
        self.base.acquaint(&below(instances));
    }

    fn warnings(&self, instances: &Instances<RuledInstance<R>>) -> Vec<Conflict> {
        self.base.warnings(&below(instances))
    }

    async fn call_service(&self, instances: &Instances<RuledInstance<R>>, call: Call<'_>) -> Result<Reply, CallError> {
        let (host, known) = (lend(instances, call.host), name_below::<R>(call.element));
        let call = call.lending(|_| &host);
        let call = known.as_ref().map_or(call, |known| call.of_element(known));
        self.base.call_service(&below(instances), call).await
    }

    async fn maintain(
        &self,
        instances: &Instances<RuledInstance<R>>,
        host: &Host,
    ) -> Result<Option<Duration>, CallError> {
        self.base.maintain(&below(instances), &lend(instances, host)).await
    }

    async fn diagnose(&self, instances: &Instances<RuledInstance<R>>, examination: &Examination<'_>) -> Vec<Finding> {
        self.base.diagnose(&below(instances), examination).await
    }
}

#[async_trait]
impl<R: Rule> LoginType for WithRule<R> {
    const EVENTS: &'static [&'static str] = <R::Base as LoginType>::EVENTS;

    async fn work(
        &self,
        instances: &Instances<RuledInstance<R>>,
        record: &CallbackRecord,
        host: &Host,
    ) -> Result<Worked, WorkError> {
        self.base.work(&below(instances), record, &lend(instances, host)).await
    }

    async fn companies(&self, instances: &Instances<RuledInstance<R>>) -> Result<Vec<Company>, CallError> {
        self.base.companies(&below(instances)).await
    }

    async fn search_companies(
        &self,
        instances: &Instances<RuledInstance<R>>,
        query: &CompanyQuery<'_>,
    ) -> Result<Vec<Company>, CallError> {
        self.base.search_companies(&below(instances), query).await
    }

    async fn count_companies(&self, instances: &Instances<RuledInstance<R>>) -> Result<u64, CallError> {
        self.base.count_companies(&below(instances)).await
    }

    async fn set_org_code(
        &self,
        instances: &Instances<RuledInstance<R>>,
        company: (&str, &str),
        code: &str,
    ) -> Result<(), CallError> {
        self.base.set_org_code(&below(instances), company, code).await
    }

    async fn heartbeats(&self, instances: &Instances<RuledInstance<R>>) -> Result<Vec<Heartbeat>, CallError> {
        self.base.heartbeats(&below(instances)).await
    }
}
