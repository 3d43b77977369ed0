//! A login type in Rust under the official full name, which wraps the official one and calls through to it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use login_type::{
    Call, CallError, CallbackRecord, ConfigProblem, Conflict, ElementFile, ElementInstance, ElementType, ErrorKind,
    Examination, Finding, Heartbeat, Host, InstanceName, Instances, LinkRequest, Login, LoginInstance, LoginLink,
    LoginPrompt, LoginRequest, LoginType, Membership, Reply, Subject, WorkError, Worked, async_trait,
};
use qywx_proxy::{QywxProxyInstance, QywxProxyType};
use serde_json::{Value, json};
use server::Composition;
use tests::{INSTANCE, SERVICE, World};

/// The official login type, but nobody logs in whom the doorkeeper does not like.
struct Guarded {
    official: QywxProxyType,
    worked: Arc<AtomicUsize>,
}

struct GuardedInstance(Arc<QywxProxyInstance>);

fn official(instances: &Instances<GuardedInstance>) -> Instances<QywxProxyInstance> {
    instances.map(|guarded| Arc::clone(&guarded.0))
}

#[async_trait]
impl ElementType for Guarded {
    const NAME: &'static str = QywxProxyType::NAME;
    type Config = qywx_proxy::Config;
    type Instance = GuardedInstance;

    fn elements(&self) -> &'static [ElementFile] {
        self.official.elements()
    }

    fn open(&self, name: &InstanceName, config: qywx_proxy::Config) -> Result<GuardedInstance, ConfigProblem> {
        self.official.open(name, config).map(|instance| GuardedInstance(Arc::new(instance)))
    }

    fn acquaint(&self, instances: &Instances<GuardedInstance>) {
        self.official.acquaint(&official(instances));
    }

    fn check(&self, instances: &Instances<GuardedInstance>) -> Result<(), Conflict> {
        self.official.check(&official(instances))
    }

    async fn call_service(&self, instances: &Instances<GuardedInstance>, call: Call<'_>) -> Result<Reply, CallError> {
        if call.function == "loginByWorkbench" && call.args.text("platform")? == "mobile" {
            return Err(CallError::new(ErrorKind::LoginRefused, "not by telephone"));
        }
        self.official.call_service(&official(instances), call).await
    }

    async fn maintain(
        &self,
        instances: &Instances<GuardedInstance>,
        host: &Host,
    ) -> Result<Option<Duration>, CallError> {
        self.official.maintain(&official(instances), host).await
    }

    async fn diagnose(&self, instances: &Instances<GuardedInstance>, examination: &Examination<'_>) -> Vec<Finding> {
        self.official.diagnose(&official(instances), examination).await
    }
}

#[async_trait]
impl LoginType for Guarded {
    const EVENTS: &'static [&'static str] = QywxProxyType::EVENTS;

    async fn work(
        &self,
        instances: &Instances<GuardedInstance>,
        record: &CallbackRecord,
        host: &Host,
    ) -> Result<Worked, WorkError> {
        self.worked.fetch_add(1, Ordering::Relaxed);
        self.official.work(&official(instances), record, host).await
    }

    async fn heartbeats(&self, instances: &Instances<GuardedInstance>) -> Result<Vec<Heartbeat>, CallError> {
        self.official.heartbeats(&official(instances)).await
    }
}

#[async_trait]
impl ElementInstance for GuardedInstance {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.0.is_active()
    }

    fn properties(&self) -> Value {
        self.0.properties()
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match self.0.call(call).await? {
            Reply::Value(mut answer) if call.function == "getLoginConfig" => {
                answer["guarded"] = json!(true);
                Ok(Reply::Value(answer))
            }
            reply => Ok(reply),
        }
    }
}

#[async_trait]
impl LoginInstance for GuardedInstance {
    fn serves(&self, realm: &str, corp_id: &str) -> bool {
        self.0.serves(realm, corp_id)
    }

    async fn recheck(&self, subject: &Subject, host: &Host) -> Result<Membership, CallError> {
        self.0.recheck(subject, host).await
    }

    fn has_login_link(&self) -> bool {
        self.0.has_login_link()
    }

    fn login_prompt(&self) -> LoginPrompt {
        self.0.login_prompt()
    }

    async fn login_link(&self, request: &LinkRequest<'_>, host: &Host) -> Result<Option<LoginLink>, CallError> {
        self.0.login_link(request, host).await
    }

    async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
        self.0.login(request, host).await
    }
}

#[tokio::test]
async fn a_rust_type_of_the_official_name_wraps_the_official_one_from_the_callback_to_the_login() {
    let worked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&worked);
    let composition = Composition::official()
        .with_login_type(move |given| Guarded { official: given.qywx_proxy(), worked: Arc::clone(&counter) });
    // The verification of the URL and the ticket went through it already.
    let world = World::start_as(&composition, |_| {}).await;
    let corp = world.authorised_corp().await;
    assert_eq!(worked.load(Ordering::Relaxed), 1, "the authorisation was worked on by the wrapper");

    for name in [QywxProxyType::NAME.to_owned(), INSTANCE.replace('/', "."), SERVICE.replace('/', ".")] {
        let described =
            world.administrator().call("services/ElementSvc", "describe", json!({ "fullName": name })).await.ok();
        let code = &described["code"];
        assert_eq!(code["registeredAs"], QywxProxyType::NAME, "{name}");
        assert!(code["rustType"].as_str().unwrap().ends_with("by_code::Guarded"), "{name}: {code}");
        assert!(code["replaces"][0].as_str().unwrap().ends_with("::QywxProxyType"), "{name}: {code}");
    }
    let config = world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await.ok();
    assert_eq!((&config["guarded"], &config["suiteId"]), (&json!(true), &json!(world.suite.id)));
    world.log_in(&corp, 0).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let by_telephone = json!({ "corpId": corp.id, "code": code, "platform": "mobile" });
    let message = world.nobody().call(SERVICE, "loginByWorkbench", by_telephone).await.refused(ErrorKind::LoginRefused);
    assert_eq!(message, "not by telephone");
    let of_instance = json!({ "corpId": corp.id, "code": code });
    world.nobody().call(INSTANCE, "getLoginCode", of_instance).await.ok();
}
