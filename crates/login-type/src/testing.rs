//! A bench for the tests of a login type: its elements, its instances and their functions, without a server.
//!
//! ```
//! # use login_type::{Call, CallError, ConfigProblem, ElementFile, InstanceName, LoginInstance, LoginType, Reply, async_trait};
//! use login_type::testing::Bench;
//! use serde_json::json;
//!
//! # struct EchoType;
//! # struct Echo;
//! # impl LoginType for EchoType {
//! #     const NAME: &'static str = "auths.loginTypes.EchoType";
//! #     type Config = serde_json::Value;
//! #     type Instance = Echo;
//! #     fn elements(&self) -> &'static [ElementFile] {
//! #         &[ElementFile {
//! #             path: "auths/loginTypes/EchoType/e.json",
//! #             content: r#"{"title": "Echo", "type": "auths.loginTypes.Meta", "functionList": [
//! #                 {"name": "echo", "title": "Echo", "args": [{"name": "text", "dataType": "Stext"}]}]}"#,
//! #         }]
//! #     }
//! #     fn open(&self, _name: &InstanceName, _config: serde_json::Value) -> Result<Echo, ConfigProblem> {
//! #         Ok(Echo)
//! #     }
//! # }
//! # #[async_trait]
//! # impl LoginInstance for Echo {
//! #     fn is_active(&self) -> bool { true }
//! #     fn properties(&self) -> serde_json::Value { json!({}) }
//! #     async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
//! #         Ok(Reply::Value(json!(call.args.text("text")?)))
//! #     }
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let bench = Bench::open(EchoType, &[("auths.Echo", json!({}))]).unwrap();
//! assert_eq!(bench.call("auths.Echo", "echo", json!({ "text": "hello" })).await.unwrap(), "hello");
//! let refused = bench.call("auths.Echo", "echo", json!({})).await.unwrap_err();
//! assert!(refused.to_string().contains("text"));
//! # }
//! ```

mod accounts;
mod records;

use std::sync::Arc;

use async_trait::async_trait;
use clock::{ManualClock, SeededEntropy, Timestamp};
use element_model::{App, Apps, MemorySource, Source};
use serde_json::{Map, Value, json};

use self::{accounts::BenchAccounts, records::BenchRecords};
use crate::{
    Admission, Call, CallError, Caller, ErrorKind, Grant, Host, InstanceName, LoginInstance, LoginType, LoginTypes,
    Membership, Method, NewCallbackRecord, Recognised, Registry, Reply, Request, Standing, WorkError, Worked,
};

/// The app that a bench has.
const APP: &str = "acme.portal";

/// A login type with instances, ready to be called.
///
/// A call is checked as the server checks it: only declared functions and arguments exist, and what the `e.json` gives a
/// default has it. It comes from whoever the function asks for: an administrator, a user, or nobody who is known. The
/// accounts remember in memory what they are told; the clock stands still until it is moved.
pub struct Bench {
    /// The time; move it with [`ManualClock::advance`].
    pub clock: ManualClock,
    apps: Apps,
    login_types: Arc<LoginTypes>,
    accounts: Arc<BenchAccounts>,
    records: Arc<BenchRecords>,
    host: Host,
}

impl Bench {
    /// Opens a login type with these instances: the full name and the business configuration of each.
    ///
    /// # Errors
    /// Everything that is wrong with the type's elements and the instances' configurations, a line each.
    pub fn open<T: LoginType>(login_type: T, instances: &[(&str, Value)]) -> Result<Self, String> {
        let registry = Registry::new().with_login_type(login_type);
        let app = app_with(T::NAME, instances);
        let apps = Apps::load(&registry.base_app(), &[&app as &dyn Source], &|_: &str| None)
            .map_err(|error| error.to_string())?;
        let opened = registry
            .open(&apps)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        opened.installed();
        let login_types = Arc::new(opened);
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        let (accounts, records) = (Arc::<BenchAccounts>::default(), Arc::<BenchRecords>::default());
        let any = element_type::Host::new(Arc::new(clock.clone()), Arc::new(SeededEntropy::new(1)));
        let admission = Arc::new(Opened(Arc::clone(&login_types)));
        let host =
            Host::new(any, Arc::<BenchAccounts>::clone(&accounts), Arc::<BenchRecords>::clone(&records), admission);
        Ok(Self { clock, apps, login_types, accounts, records, host })
    }

    /// Calls a function of an element, an instance or a service, with a JSON object of arguments; answers `data` of the
    /// envelope, or the text of a bare answer.
    ///
    /// # Errors
    /// Why the call is refused, by the declaration or by the code.
    pub async fn call(&self, element: &str, function: &str, args: Value) -> Result<Value, CallError> {
        self.post(element, function, args, "").await
    }

    /// Calls a function that returns a `Response`: the arguments came in the query, the body as it is.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn post(&self, element: &str, function: &str, args: Value, body: &str) -> Result<Value, CallError> {
        let app = self.app()?;
        let element =
            app.get_element(element).map_err(|error| CallError::new(ErrorKind::UnknownElement, error.to_string()))?;
        let Some(function) = element.function(function) else {
            let message = format!("element {} declares no function {function}", element.full_name());
            return Err(CallError::new(ErrorKind::UnknownFunction, message));
        };
        let args: Map<String, Value> = serde_json::from_value(args)
            .map_err(|_| CallError::new(ErrorKind::Malformed, "the arguments must be a JSON object"))?;
        let caller = match (function.admin_required, function.login_required) {
            (true, _) => Caller::Administrator { name: "bench".to_owned() },
            (false, true) => {
                Caller::User { app: app.id().clone(), user_id: "user".to_owned(), session_id: "session".to_owned() }
            }
            (false, false) => Caller::Anonymous,
        };
        let request = Request { id: "0".repeat(32), method: Method::Post, body: body.into(), client: None };
        let call = Call {
            app: app.id(),
            element: element.full_name(),
            title: &element.definition().title,
            function: &function.name,
            args: &function.check(args)?,
            caller: &caller,
            request: &request,
            host: &self.host,
        };
        match self.login_types.call(call).await? {
            Reply::Value(value) => Ok(value),
            Reply::Text(text) => Ok(Value::String(text)),
        }
    }

    /// The opened instance of this full name.
    pub fn instance(&self, full_name: &str) -> Option<Arc<dyn LoginInstance>> {
        let name = InstanceName { app: APP.parse().ok()?, element: full_name.parse().ok()? };
        self.login_types.instance(&name)
    }

    /// What a login type is lent, for what is called without a [`Call`].
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Who was recognised so far, whether for a login code or for a login.
    pub fn grants(&self) -> Vec<Grant> {
        self.accounts.grants()
    }

    /// The callback records that were added so far.
    pub fn records(&self) -> Vec<NewCallbackRecord> {
        self.records.all()
    }

    /// Has the login type work on the records that were added since the last time, each once.
    pub async fn work(&self) -> Vec<Result<Worked, WorkError>> {
        let mut outcomes = Vec::new();
        for (login_type, record) in self.records.take_new(self.host.clock.now()) {
            outcomes.push(self.login_types.work(login_type, &record, &self.host).await);
        }
        outcomes
    }

    /// The opened login type, for what nobody calls: [`maintain`](LoginTypes::maintain) and
    /// [`diagnose`](LoginTypes::diagnose).
    pub fn login_types(&self) -> &LoginTypes {
        &self.login_types
    }

    fn app(&self) -> Result<&App, CallError> {
        self.apps
            .iter()
            .find(|app| app.id().to_string() == APP)
            .ok_or_else(|| CallError::internal("the bench has an app"))
    }
}

/// The instances are those that were opened, for good.
struct Opened(Arc<LoginTypes>);

#[async_trait]
impl Admission for Opened {
    fn standing(&self, login: &Recognised<'_>) -> Standing {
        self.0.standing(login)
    }

    async fn recheck(&self, login: &Recognised<'_>, id: &str, host: &Host) -> Result<Membership, CallError> {
        self.0.recheck(login, id, host).await
    }
}

fn app_with(type_name: &str, instances: &[(&str, Value)]) -> MemorySource {
    let manifest = json!({ "appId": APP, "name": "portal", "title": "Bench", "version": "1.0.0" });
    let app = MemorySource::new(APP).with("app.json", manifest.to_string());
    instances.iter().fold(app, |app, (full_name, config)| {
        let (folder, name) = (full_name.replace('.', "/"), full_name.rsplit('.').next().unwrap_or_default());
        let definition = json!({ "title": name, "type": type_name });
        app.with(format!("{folder}/e.json"), definition.to_string())
            .with(format!("{folder}/{name}.json"), config.to_string())
    })
}
