//! `LoginTypes`: the login types with their opened instances; does the work of callback records, and stands for logins.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Deref,
    sync::Arc,
};

use async_trait::async_trait;
use element_model::AppId;
use element_type::{CallError, ElementTypes, ErrorKind, InstanceName};

use super::erased::AnyLogins;
use crate::{
    Admission, CallbackRecord, Company, CompanyQuery, Heartbeat, Host, LoginInstance, Membership, Recognised, Standing,
    Subject, WorkError, Worked,
};

/// The login types among the opened Types of a server; the rest of it is an [`ElementTypes`].
pub struct LoginTypes {
    pub(super) elements: Arc<ElementTypes<Host>>,
    pub(super) logins: BTreeMap<&'static str, Arc<dyn AnyLogins>>,
}

impl LoginTypes {
    /// All opened Types, those of logins among them.
    pub fn elements(&self) -> &Arc<ElementTypes<Host>> {
        &self.elements
    }

    /// Does the work of a callback record.
    ///
    /// # Errors
    /// The login type's answer; a login type that is no longer there is [`WorkError::Dead`].
    pub async fn work(&self, login_type: &str, record: &CallbackRecord, host: &Host) -> Result<Worked, WorkError> {
        let Some(logins) = self.logins.get(login_type) else {
            return Err(WorkError::dead(format!("no login type {login_type} is part of this server")));
        };
        logins.work(record, host).await
    }

    /// The companies that the instances are for, with the login types that know them; those of one app where it is named.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    pub async fn companies(&self, app: Option<&AppId>) -> Result<Vec<(&'static str, Company)>, CallError> {
        let mut companies = Vec::new();
        for (name, logins) in &self.logins {
            companies.extend(logins.companies(app).await?.into_iter().map(|company| (*name, company)));
        }
        Ok(companies)
    }

    /// A page of the companies of one login type.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    pub async fn search_companies(
        &self,
        login_type: &str,
        query: &CompanyQuery<'_>,
    ) -> Result<Vec<Company>, CallError> {
        match self.logins.get(login_type) {
            Some(logins) => logins.search_companies(query).await,
            None => Ok(Vec::new()),
        }
    }

    /// Gives a company, by realm and id, its organisation code.
    ///
    /// # Errors
    /// There is no such login type, or why it does not.
    pub async fn set_org_code(&self, login_type: &str, company: (&str, &str), code: &str) -> Result<(), CallError> {
        let unknown = || CallError::new(ErrorKind::UnknownElement, format!("there is no login type {login_type}"));
        self.logins.get(login_type).ok_or_else(unknown)?.set_org_code(company, code).await
    }

    /// How many companies all login types know.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    pub async fn count_companies(&self) -> Result<u64, CallError> {
        let mut count = 0;
        for logins in self.logins.values() {
            count += logins.count_companies().await?;
        }
        Ok(count)
    }

    /// The names of the login types, in their order.
    pub fn login_type_names(&self) -> impl Iterator<Item = &'static str> {
        self.logins.keys().copied()
    }

    /// The messages that providers send the instances of all apps from time to time, each once.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    pub async fn heartbeats(&self) -> Result<BTreeSet<Heartbeat>, CallError> {
        let mut heartbeats = BTreeSet::new();
        for logins in self.logins.values() {
            heartbeats.extend(logins.heartbeats().await?);
        }
        Ok(heartbeats)
    }

    /// Whether an event type is one that some login type lists in its [`EVENTS`](crate::LoginType::EVENTS).
    pub fn knows_event(&self, event_type: &str) -> bool {
        self.logins.values().any(|logins| logins.events().contains(&event_type))
    }

    /// The opened login of this name; `None` where there is none, or another kind of element.
    pub fn login(&self, instance: &InstanceName) -> Option<Arc<dyn LoginInstance>> {
        self.logins.get(self.login_type_of(instance)?)?.lookup(instance)
    }

    /// The opened logins, in the order of their names.
    pub fn logins(&self) -> impl Iterator<Item = (&InstanceName, &'static str)> {
        self.elements.instances().filter(|(_, element_type)| self.logins.contains_key(element_type))
    }

    /// The instance that stands for a login, with its login type.
    fn serving(&self, login: &Recognised<'_>) -> Option<(&'static str, Arc<dyn LoginInstance>)> {
        let owner = self.elements.owner_of(login.instance).filter(|owner| *owner == login.login_type)?;
        let instance = self.login(login.instance)?;
        instance.serves(login.realm, login.corp_id).then_some((owner, instance))
    }
}

#[async_trait]
impl Admission for LoginTypes {
    fn login_type_of(&self, instance: &InstanceName) -> Option<&'static str> {
        self.elements.owner_of(instance).filter(|owner| self.logins.contains_key(owner))
    }

    fn standing(&self, login: &Recognised<'_>) -> Standing {
        match self.serving(login) {
            Some((_, instance)) if instance.is_open_to(login.corp_id) => Standing::Open,
            Some(_) => Standing::SwitchedOff,
            None => Standing::Gone,
        }
    }

    async fn recheck(&self, login: &Recognised<'_>, id: &str, host: &Host) -> Result<Membership, CallError> {
        let Some((login_type, instance)) = self.serving(login) else { return Ok(Membership::Unknown) };
        let subject = Subject { login_type, corp_id: login.corp_id.to_owned(), id: id.to_owned() };
        instance.recheck(&subject, host).await
    }

    async fn company_name(&self, login: &Recognised<'_>) -> Result<Option<String>, CallError> {
        match self.serving(login) {
            Some((_, instance)) => instance.company_name(login.corp_id).await,
            None => Ok(None),
        }
    }
}

impl Deref for LoginTypes {
    type Target = ElementTypes<Host>;

    fn deref(&self) -> &ElementTypes<Host> {
        &self.elements
    }
}

impl fmt::Debug for LoginTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.elements.fmt(f)
    }
}
