//! Who may speak for whom: a login type's grants and records are in its own name, or lent it.

use login_type::{
    Call, CallError, CallbackRecord, ConfigProblem, ElementFile, ElementInstance, ElementType, ErrorKind, Grant, Host,
    InstanceName, Instances, LoginInstance, LoginType, Reply, WorkError, Worked, async_trait, testing::Bench,
};
use serde_json::{Value, json};

use crate::doorbell::{Config, Doorbell, DoorbellType};

/// A login type that calls through to the doorbell's, in its own name or not.
struct ChimeType {
    in_own_name: bool,
}

struct Chime {
    bell: Doorbell,
    in_own_name: bool,
}

const CHIME: &str = "auths.loginTypes.ChimeType";

fn lent(in_own_name: bool, host: &Host) -> Host {
    if in_own_name { host.in_the_name_of(CHIME) } else { host.clone() }
}

impl ElementType for ChimeType {
    const NAME: &'static str = CHIME;
    type Config = Config;
    type Instance = Chime;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile {
            path: "auths/loginTypes/ChimeType/e.json",
            content: r#"{"title": "Chime", "type": "auths.loginTypes.Meta", "functionList": [
                {"name": "ring", "loginRequired": false, "args": [{"name": "name", "dataType": "Stext"}]},
                {"name": "unbind", "adminRequired": true, "args": [{"name": "userId", "dataType": "Stext"}]},
                {"name": "notify", "loginRequired": false, "returnType": "Response"}]}"#,
        }]
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<Chime, ConfigProblem> {
        Ok(Chime { bell: DoorbellType.open(name, config)?, in_own_name: self.in_own_name })
    }
}

#[async_trait]
impl LoginType for ChimeType {
    async fn work(
        &self,
        _instances: &Instances<Chime>,
        record: &CallbackRecord,
        host: &Host,
    ) -> Result<Worked, WorkError> {
        let none = std::iter::empty().collect();
        DoorbellType.work(&none, record, &lent(self.in_own_name, host)).await
    }
}

#[async_trait]
impl ElementInstance for Chime {
    type Host = Host;

    fn properties(&self) -> Value {
        self.bell.properties()
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        let host = lent(self.in_own_name, call.host);
        self.bell.call(call.lending(|_| &host)).await
    }
}

impl LoginInstance for Chime {}

fn bench(in_own_name: bool) -> Bench {
    Bench::open(ChimeType { in_own_name }, &[("auths.Front", json!({ "house": "home" }))]).unwrap()
}

#[tokio::test]
async fn a_grant_or_record_that_names_another_type_than_its_instances_is_refused_with_both_names() {
    let bench = bench(false);
    let refusals = [
        bench.call("auths.Front", "ring", json!({ "name": "Ann" })).await.unwrap_err(),
        bench.post("auths.Front", "notify", json!({}), "Ann").await.unwrap_err(),
    ];
    for refusal in refusals {
        assert_eq!(refusal.kind(), ErrorKind::Internal);
        let told = refusal.to_string();
        assert!(told.contains(CHIME) && told.contains(DoorbellType::NAME), "{told}");
    }
    assert!(bench.grants().is_empty() && bench.records().is_empty());
}

#[tokio::test]
async fn a_type_that_is_lent_to_in_the_name_of_another_speaks_for_that_one_from_the_login_to_the_revocation() {
    let bench = bench(true);
    let login = bench.call("auths.Front", "ring", json!({ "name": "Ann" })).await.unwrap();
    assert_eq!(bench.post("auths.Front", "notify", json!({}), "Ann").await.unwrap(), "success");
    assert_eq!((bench.grants()[0].subject.login_type, bench.records()[0].login_type), (CHIME, CHIME));
    let inside = async || bench.host().accounts.subjects(CHIME, "bell", "home").await.unwrap();
    assert_eq!(inside().await, ["Ann"]);
    bench.work().await.into_iter().for_each(|worked| drop(worked.unwrap()));
    assert!(inside().await.is_empty(), "the revocation is in the same name");
    bench.call("auths.Front", "unbind", json!({ "userId": login["userId"] })).await.unwrap();
}

#[tokio::test]
async fn a_screened_host_gives_no_login_to_somebody_whom_the_screen_refuses() {
    let bench = bench(true);
    let ann_alone = |grant: &Grant| match grant.subject.id.as_str() {
        "Ann" => Ok(()),
        _ => Err(CallError::new(ErrorKind::LoginRefused, "only Ann")),
    };
    let host = bench.host().screened(ann_alone);
    assert!(host.is_screened() && !bench.host().is_screened());
    for (name, comes_in) in [("Ann", true), ("Ben", false)] {
        let subject = login_type::Subject { login_type: CHIME, corp_id: "home".to_owned(), id: name.to_owned() };
        let instance =
            InstanceName { app: login_type::testing::APP.parse().unwrap(), element: "auths.Front".parse().unwrap() };
        let grant = Grant::new(subject, instance, "bell", bench.host().clock.now());
        assert_eq!(host.accounts.login(&grant, login_type::Platform::Web).await.is_ok(), comes_in, "{name}");
        assert_eq!(host.accounts.issue_login_code(&grant).await.is_ok(), comes_in, "{name}");
    }
}
