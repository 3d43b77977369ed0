//! A bench for the tests of a login type: its elements, its instances and their functions, without a server.
//!
//! It is the bench of any Type ([`element_type::testing`]) with accounts and callback records that remember in memory what
//! they are told, and with [`AUTH_SVC`](crate::AUTH_SVC), so that a test follows a login code, or a login, to its end. The
//! guide ends with [an example](crate#a-login-type-from-nothing).

mod accounts;
mod auth_svc;
mod records;

use std::{ops::Deref, sync::Arc};

use async_trait::async_trait;
use element_type::{InstanceName, testing};
use serde_json::Value;

pub use element_type::testing::{APP, BenchCaller, ManualClock, SeededEntropy, disagreements, new_clock};

use self::{accounts::BenchAccounts, auth_svc::BenchAuthSvc, records::BenchRecords};
use crate::{
    Admission, CallError, Caller, Grant, Host, LoginInstance, LoginType, LoginTypes, Membership, NewCallbackRecord,
    Recognised, Registry, Revocation, Standing, WorkError, Worked,
};

/// A login type with instances, ready to be called; its calls and its clock are those of [`testing::Bench`].
pub struct Bench {
    any: testing::Bench<Host>,
    login_types: Arc<LoginTypes>,
    accounts: Arc<BenchAccounts>,
    records: Arc<BenchRecords>,
}

impl Bench {
    /// Opens a login type with these instances: the full name and the business configuration of each.
    ///
    /// # Errors
    /// Everything that is wrong with the type's elements and the instances' configurations, a line each; and every
    /// function that an `e.json` declares and the code does not know.
    pub fn open<T: LoginType>(login_type: T, instances: &[(&str, Value)]) -> Result<Self, String> {
        let accounts = Arc::<BenchAccounts>::default();
        let auth_svc = BenchAuthSvc(Arc::clone(&accounts));
        let registry = Registry::new().with_service(auth_svc).with_login_type(login_type);
        let apps = testing::apps(&registry.base_app(), T::NAME, instances)?;
        let login_types = Arc::new(registry.open(&apps).map_err(|problems| testing::lines(&problems))?);
        let (clock, records) = (testing::new_clock(), Arc::<BenchRecords>::default());
        let lent = |accounts: Arc<BenchAccounts>, records: Arc<BenchRecords>| {
            let admission = Arc::new(Opened(Arc::clone(&login_types)));
            Host::new(testing::host(Arc::new(clock.clone())), accounts, records, admission)
        };
        let (host, scratch) = (lent(Arc::clone(&accounts), Arc::clone(&records)), lent(Arc::default(), Arc::default()));
        let any = testing::Bench::over(apps, Arc::clone(login_types.elements()), clock.clone(), host, &scratch)?;
        Ok(Self { any, login_types, accounts, records })
    }

    /// The opened login of this full name.
    pub fn instance(&self, full_name: &str) -> Option<Arc<dyn LoginInstance>> {
        let name = InstanceName { app: APP.parse().ok()?, element: full_name.parse().ok()? };
        self.login_types.login(&name)
    }

    /// The grants so far, whether for a login code or for a login.
    pub fn grants(&self) -> Vec<Grant> {
        self.accounts.grants()
    }

    /// The revocations so far, also those that ended nobody's session.
    pub fn revocations(&self) -> Vec<Revocation> {
        self.accounts.revocations()
    }

    /// The user of a login, by the answer of the function that logged them in (of a `Login`: `serde_json::to_value(&login)`);
    /// nobody once the session is over.
    pub fn member(&self, login: &Value) -> BenchCaller<'_, Host> {
        let caller = login["token"].as_str().and_then(|token| self.accounts.caller(token));
        self.any.calling_as(caller.unwrap_or(Caller::Anonymous))
    }

    /// The callback records that were added so far.
    pub fn records(&self) -> Vec<NewCallbackRecord> {
        self.records.all()
    }

    /// Has the login type work on the records that were added since the last time, each once.
    pub async fn work(&self) -> Vec<Result<Worked, WorkError>> {
        let host = self.any.host();
        let mut outcomes = Vec::new();
        for (login_type, record) in self.records.take_new(host.clock.now()) {
            outcomes.push(self.login_types.work(login_type, &record, host).await);
        }
        outcomes
    }

    /// The opened login type, for what nobody calls.
    pub fn login_types(&self) -> &LoginTypes {
        &self.login_types
    }
}

impl Deref for Bench {
    type Target = testing::Bench<Host>;

    fn deref(&self) -> &testing::Bench<Host> {
        &self.any
    }
}

/// The instances are those that were opened, for good.
struct Opened(Arc<LoginTypes>);

#[async_trait]
impl Admission for Opened {
    fn standing(&self, login: &Recognised<'_>) -> Standing {
        self.0.standing(login)
    }

    fn login_type_of(&self, instance: &InstanceName) -> Option<&'static str> {
        self.0.login_type_of(instance)
    }

    async fn recheck(&self, login: &Recognised<'_>, id: &str, host: &Host) -> Result<Membership, CallError> {
        self.0.recheck(login, id, host).await
    }

    async fn company_name(&self, login: &Recognised<'_>) -> Result<Option<String>, CallError> {
        self.0.company_name(login).await
    }
}
