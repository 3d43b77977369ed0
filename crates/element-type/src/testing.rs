//! A bench for the tests of a Type: its elements, its instances and their functions, without a server.
//!
//! ```
//! use element_type::{
//!     Call, CallError, ConfigProblem, ElementFile, ElementInstance, ElementType, Host, InstanceName, Reply, async_trait,
//!     testing::Bench,
//! };
//! use serde_json::{Value, json};
//!
//! struct EchoType;
//!
//! #[derive(serde::Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Config {
//!     prefix: String,
//! }
//!
//! struct Echo(Config);
//!
//! impl ElementType for EchoType {
//!     const NAME: &'static str = "tools.EchoType";
//!     type Config = Config;
//!     type Instance = Echo;
//!
//!     fn elements(&self) -> &'static [ElementFile] {
//!         &[
//!             ElementFile { path: "tools/Meta/e.json", content: r#"{"title": "Tools", "type": ""}"# },
//!             ElementFile {
//!                 path: "tools/EchoType/e.json",
//!                 content: r#"{"title": "Echo", "type": "tools.Meta", "configFields": [{"name": "prefix"}],
//!                     "functionList": [{"name": "echo", "title": "Echo",
//!                     "args": [{"name": "text", "title": "Text", "dataType": "Stext"}]}]}"#,
//!             },
//!         ]
//!     }
//!
//!     fn open(&self, _name: &InstanceName, config: Config) -> Result<Echo, ConfigProblem> {
//!         Ok(Echo(config))
//!     }
//! }
//!
//! #[async_trait]
//! impl ElementInstance for Echo {
//!     type Host = Host;
//!
//!     fn is_active(&self) -> bool {
//!         true
//!     }
//!
//!     fn properties(&self) -> Value {
//!         json!({ "prefix": self.0.prefix })
//!     }
//!
//!     async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
//!         match call.function {
//!             "echo" => Ok(Reply::Value(json!(format!("{}{}", self.0.prefix, call.args.text("text")?)))),
//!             _ => Err(call.unknown_function()),
//!         }
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let bench = Bench::open(EchoType, &[("tools.Echo", json!({ "prefix": "> " }))]).unwrap();
//! assert_eq!(bench.call("tools.Echo", "echo", json!({ "text": "hello" })).await.unwrap(), "> hello");
//! let refused = bench.call("tools.Echo", "echo", json!({})).await.unwrap_err();
//! assert!(refused.to_string().contains("text"));
//! # });
//! ```

mod agreement;
mod arms;
mod caller;

use std::{fmt, net::IpAddr, sync::Arc};

use clock::SharedClock;
pub use clock::{Clock, Entropy, ManualClock, SeededEntropy};
use element_model::{App, Apps, MemorySource, Source};
use serde_json::{Map, Value, json};

pub use self::{agreement::disagreements, arms::missing_arms, caller::BenchCaller};
use crate::{
    Call, CallError, Caller, ElementInstance, ElementType, ElementTypes, ErrorKind, Host, InstanceName, Method,
    Registry, Reply, Request, Timestamp,
};

/// The `returnType` of a function that reads the request itself and answers plain HTTP.
const PLAIN: &str = "Response";

/// The app that a bench has.
pub const APP: &str = "acme.portal";

/// A call before it is checked.
#[derive(Clone, Copy)]
struct Incoming<'a> {
    element: &'a str,
    function: &'a str,
    method: Method,
    body: &'a str,
    headers: &'a [(String, String)],
    client: Option<IpAddr>,
}

impl<'a> Incoming<'a> {
    const fn new(element: &'a str, function: &'a str, method: Method) -> Self {
        Self { element, function, method, body: "", headers: &[], client: None }
    }
}

/// A Type with instances, ready to be called.
///
/// A call is checked as the server checks it: only declared functions and arguments exist, and an argument that the
/// `e.json` gives a default has it. The caller is whom the function asks for: an administrator, a user, or nobody who is
/// known; [`nobody`](Self::nobody), [`user`](Self::user) and [`administrator`](Self::administrator) call with the rights
/// that they have. The clock stands still until it is moved.
pub struct Bench<H = Host> {
    /// The time; move it with [`ManualClock::advance`].
    pub clock: ManualClock,
    apps: Apps,
    elements: Arc<ElementTypes<H>>,
    host: H,
}

impl Bench {
    /// Opens a Type with these instances: the full name and the business configuration of each.
    ///
    /// # Errors
    /// Everything that is wrong with the Type's elements and the instances' configurations, a line each; and every
    /// function that an `e.json` declares and the code does not know.
    pub fn open<T>(element_type: T, instances: &[(&str, Value)]) -> Result<Self, String>
    where
        T: ElementType<Instance: ElementInstance<Host = Host>>,
    {
        let registry = Registry::new().with_type(element_type);
        let apps = apps(&registry.base_app(), T::NAME, instances)?;
        let elements = registry.open(&apps).map_err(|problems| lines(&problems))?;
        let clock = new_clock();
        let host = host(Arc::new(clock.clone()));
        Self::over(apps, Arc::new(elements), clock, host.clone(), &host)
    }
}

impl<H: Send + Sync + 'static> Bench<H> {
    /// A bench over Types that are open already, for a family of elements that is lent more than a [`Host`]; `scratch` is
    /// lent while the bench looks for [functions without an arm](missing_arms).
    ///
    /// # Errors
    /// The functions, a line each.
    pub fn over(
        apps: Apps,
        elements: Arc<ElementTypes<H>>,
        clock: ManualClock,
        host: H,
        scratch: &H,
    ) -> Result<Self, String> {
        let missing = missing_arms(&apps, &elements, scratch);
        if missing.is_empty() { Ok(Self { clock, apps, elements, host }) } else { Err(missing.join("\n")) }
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
        self.send(None, Incoming { body, ..Incoming::new(element, function, Method::Post) }, args).await
    }

    /// Calls a function with `GET`, with a JSON object of what stands in the query: one that only reads, or one that
    /// returns a `Response`.
    ///
    /// # Errors
    /// As [`call`](Self::call), and [`ErrorKind::UnknownFunction`] for a function that is not called with `GET`.
    pub async fn get(&self, element: &str, function: &str, query: Value) -> Result<Value, CallError> {
        self.send(None, Incoming::new(element, function, Method::Get), query).await
    }

    /// Nobody who is known: what asks for a login is refused.
    pub fn nobody(&self) -> BenchCaller<'_, H> {
        self.calling_as(Caller::Anonymous)
    }

    /// A user who is logged in: what asks for an administrator is refused.
    pub fn user(&self, user_id: &str) -> BenchCaller<'_, H> {
        let user = caller::user(user_id, "session");
        self.calling_as(user.unwrap_or(Caller::Anonymous))
    }

    /// An administrator.
    pub fn administrator(&self) -> BenchCaller<'_, H> {
        self.calling_as(caller::administrator())
    }

    /// Whichever caller.
    pub fn calling_as(&self, caller: Caller) -> BenchCaller<'_, H> {
        BenchCaller::new(self, caller)
    }

    /// The documented properties of an instance, with secrets masked; `None` where there is none of this full name.
    pub fn properties(&self, full_name: &str) -> Option<Value> {
        let name = InstanceName { app: APP.parse().ok()?, element: full_name.parse().ok()? };
        self.elements.properties(&name)
    }

    async fn send(&self, who: Option<&Caller>, incoming: Incoming<'_>, args: Value) -> Result<Value, CallError> {
        let app = self.app()?;
        let element = app
            .get_element(incoming.element)
            .map_err(|error| CallError::new(ErrorKind::UnknownElement, error.to_string()))?;
        let Some(function) = element.function(incoming.function) else {
            let message = format!("element {} declares no function {}", element.full_name(), incoming.function);
            return Err(CallError::new(ErrorKind::UnknownFunction, message));
        };
        let is_plain = function.return_type.as_deref() == Some(PLAIN);
        if incoming.method == Method::Get && !function.read_only && !is_plain {
            let message = format!("function {} is not called with GET", function.name);
            return Err(CallError::new(ErrorKind::UnknownFunction, message));
        }
        let caller = caller::admit(who, function)?;
        let args: Map<String, Value> = serde_json::from_value(args)
            .map_err(|_| CallError::new(ErrorKind::Malformed, "the arguments must be a JSON object"))?;
        let (args, request) = (function.check(args)?, request(incoming));
        let call = Call::new((app, element, function), &args, &caller, &request, &self.host);
        match self.elements.call(call).await? {
            Reply::Value(value) | Reply::Json(value) => Ok(value),
            Reply::Text(text) => Ok(Value::String(text)),
        }
    }

    /// The opened Types, for what nobody calls: [`maintain`](ElementTypes::maintain), [`diagnose`](ElementTypes::diagnose).
    pub fn elements(&self) -> &ElementTypes<H> {
        &self.elements
    }

    /// The services that are lent, for a method that is called without a [`Call`].
    pub fn host(&self) -> &H {
        &self.host
    }

    fn app(&self) -> Result<&App, CallError> {
        self.apps
            .iter()
            .find(|app| app.id().to_string() == APP)
            .ok_or_else(|| CallError::internal("the bench has an app"))
    }
}

impl<H> fmt::Debug for Bench<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bench").field("elements", &self.elements).finish_non_exhaustive()
    }
}

/// The apps of a bench: the built-in one, and [`APP`] with these instances of a Type.
///
/// # Errors
/// Everything that is wrong with their files, a line each.
pub fn apps(base: &MemorySource, type_name: &str, instances: &[(&str, Value)]) -> Result<Apps, String> {
    let app = app_with(type_name, instances);
    Apps::load(base, &[&app as &dyn Source], &|_: &str| None).map_err(|error| error.to_string())
}

/// A clock that stands still.
pub fn new_clock() -> ManualClock {
    ManualClock::new(Timestamp::from_secs(1_700_000_000))
}

/// A host with this clock, whose randomness is the same in each run.
pub fn host(clock: SharedClock) -> Host {
    Host::new(clock, Arc::new(SeededEntropy::new(1)))
}

/// All problems of configurations, a line each.
pub fn lines(problems: &[crate::OpenProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn request(incoming: Incoming<'_>) -> Request {
    let request = Request::new("0".repeat(32), incoming.method).with_body(incoming.body).from_client(incoming.client);
    incoming.headers.iter().fold(request, |request, (name, value)| request.with_header(name, value.as_str()))
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
