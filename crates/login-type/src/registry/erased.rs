//! Login types and their opened instances without their type parameters.

use std::sync::Arc;

use async_trait::async_trait;
use element_model::AppId;
use element_type::{CallError, InstanceName, Opened, contained};

use super::contained_login::ContainedLogin;
use crate::{CallbackRecord, Company, CompanyQuery, Heartbeat, Host, LoginInstance, LoginType, WorkError, Worked};

/// A login type and its opened instances without their type parameters.
#[async_trait]
pub(super) trait AnyLogins: Send + Sync {
    fn events(&self) -> &'static [&'static str];
    fn lookup(&self, instance: &InstanceName) -> Option<Arc<dyn LoginInstance>>;
    async fn work(&self, record: &CallbackRecord, host: &Host) -> Result<Worked, WorkError>;
    async fn companies(&self, app: Option<&AppId>) -> Result<Vec<Company>, CallError>;
    async fn search_companies(&self, query: &CompanyQuery<'_>) -> Result<Vec<Company>, CallError>;
    async fn count_companies(&self) -> Result<u64, CallError>;
    async fn set_org_code(&self, company: (&str, &str), code: &str) -> Result<(), CallError>;
    async fn heartbeats(&self) -> Result<Vec<Heartbeat>, CallError>;
}

#[async_trait]
impl<T: LoginType> AnyLogins for Opened<T> {
    fn events(&self) -> &'static [&'static str] {
        T::EVENTS
    }

    fn lookup(&self, instance: &InstanceName) -> Option<Arc<dyn LoginInstance>> {
        let login = Arc::clone(self.instances.lookup(instance)?);
        Some(Arc::new(ContainedLogin(login)))
    }

    async fn work(&self, record: &CallbackRecord, host: &Host) -> Result<Worked, WorkError> {
        let worked = contained(self.element_type.work(&self.instances, record, host)).await;
        // The message goes to the record, whose reader is the operator.
        worked.unwrap_or_else(|panicked| Err(WorkError::retry(panicked.to_string())))
    }

    async fn companies(&self, app: Option<&AppId>) -> Result<Vec<Company>, CallError> {
        match app {
            Some(app) => contained(self.element_type.companies(&self.instances.of_app(app))).await?,
            None => contained(self.element_type.companies(&self.instances)).await?,
        }
    }

    async fn search_companies(&self, query: &CompanyQuery<'_>) -> Result<Vec<Company>, CallError> {
        contained(self.element_type.search_companies(&self.instances, query)).await?
    }

    async fn count_companies(&self) -> Result<u64, CallError> {
        contained(self.element_type.count_companies(&self.instances)).await?
    }

    async fn set_org_code(&self, company: (&str, &str), code: &str) -> Result<(), CallError> {
        contained(self.element_type.set_org_code(&self.instances, company, code)).await?
    }

    async fn heartbeats(&self) -> Result<Vec<Heartbeat>, CallError> {
        contained(self.element_type.heartbeats(&self.instances)).await?
    }
}
