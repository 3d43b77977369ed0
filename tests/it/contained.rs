//! Mistakes in the code of a login type: a panic or an endless wait is a failure of that call alone.

use std::time::Duration;

use login_type::{
    Call, CallError, ConfigProblem, ElementFile, ElementInstance, ElementType, Host, InstanceName, Instances,
    LinkRequest, LoginInstance, LoginLink, LoginType, Reply, async_trait,
};
use serde_json::{Value, json};
use server::Composition;
use tests::{ErrorKind, World, captured_logs};

const TYPE: &str = "auths.loginTypes.FragileType";
const FRAGILE: &str = "auths/Fragile";
const SERVICE: &str = "auths/loginTypes/FragileType/services/FragileSvc";
/// The message of each panic, which no answer shows.
const SECRET: &str = "the internals of a panic";

/// A login type with mistakes.
struct FragileType;

struct Fragile(Option<Mistake>);

/// The mistake in the link of an instance.
#[derive(Clone, Copy, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
enum Mistake {
    Panics,
    Hangs,
    PanicsAtOnce,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    link: Option<Mistake>,
}

#[async_trait]
impl ElementType for FragileType {
    const NAME: &'static str = TYPE;
    type Config = Config;
    type Instance = Fragile;

    fn elements(&self) -> &'static [ElementFile] {
        const FUNCTIONS: &str = r#"{"title": "Fragile", "type": "auths.loginTypes.Meta", "functionList": [
            {"name": "panics", "title": "Panics", "loginRequired": false},
            {"name": "hangs", "title": "Hangs", "loginRequired": false}]}"#;
        &[
            ElementFile { path: "auths/loginTypes/FragileType/e.json", content: FUNCTIONS },
            ElementFile {
                path: "auths/loginTypes/FragileType/services/FragileSvc/e.json",
                content: r#"{"title": "Fragile", "type": "services.NormalType", "functionList": [
                    {"name": "panics", "title": "Panics", "loginRequired": false}]}"#,
            },
        ]
    }

    fn open(&self, _: &InstanceName, config: Config) -> Result<Fragile, ConfigProblem> {
        assert!(config.link != Some(Mistake::PanicsAtOnce), "{SECRET}");
        Ok(Fragile(config.link))
    }

    async fn call_service(&self, _: &Instances<Fragile>, _: Call<'_>) -> Result<Reply, CallError> {
        panic!("{SECRET}")
    }
}

impl LoginType for FragileType {}

#[async_trait]
impl ElementInstance for Fragile {
    type Host = Host;

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "panics" => panic!("{SECRET}"),
            _ => std::future::pending().await,
        }
    }
}

#[async_trait]
impl LoginInstance for Fragile {
    fn has_login_link(&self) -> bool {
        true
    }

    async fn login_link(&self, _: &LinkRequest<'_>, _: &Host) -> Result<Option<LoginLink>, CallError> {
        match self.0 {
            Some(Mistake::Panics) => panic!("{SECRET}"),
            Some(Mistake::Hangs) => std::future::pending().await,
            _ => Ok(None),
        }
    }
}

async fn a_world(link: Value) -> World {
    World::start_as(&Composition::official().with_login_type(|_| FragileType), |folder| {
        folder.write("acme.portal/auths/Fragile/e.json", &json!({ "title": "Fragile", "type": TYPE }));
        folder.write("acme.portal/auths/Fragile/Fragile.json", &json!({ "link": link }));
    })
    .await
}

/// Lets time pass quickly until `work` is done.
async fn while_time_flies<T>(world: &World, work: impl Future<Output = T>) -> T {
    let time = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        loop {
            ticks.tick().await;
            world.clock.advance(Duration::from_secs(1));
        }
    };
    tokio::select! {
        done = work => done,
        () = time => unreachable!("time does not end"),
    }
}

#[tokio::test]
async fn a_panic_of_an_instance_or_a_service_is_an_envelope_with_a_request_id_and_a_line_of_the_log() {
    let world = a_world(Value::Null).await;
    for element in [FRAGILE, SERVICE] {
        let url = format!("{}/api/acme/portal/{element}/panics", world.server.url);
        let answer = world.http.post(url).json(&json!({})).send().await.unwrap();
        let envelope: Value = answer.json().await.unwrap();
        let request_id = envelope["requestId"].as_str().unwrap();
        assert_ne!(envelope["errcode"], 0, "{envelope}");
        assert!(!envelope.to_string().contains(SECRET), "{envelope}");
        let logs = captured_logs();
        let told = logs.lines().any(|line| line.contains(request_id) && line.contains(SECRET));
        assert!(told, "no line has the request id {request_id} and the panic: {logs}");
    }
}

#[tokio::test]
async fn a_function_that_waits_for_ever_is_given_up_after_a_minute() {
    let world = a_world(Value::Null).await;
    let answer = while_time_flies(&world, world.nobody().call(FRAGILE, "hangs", json!({}))).await;
    let refusal = answer.refused(ErrorKind::UpstreamUnavailable);
    assert!(refusal.contains("hangs took longer than 60 s"), "{refusal}");
}

#[tokio::test]
async fn a_link_that_panics_or_waits_for_ever_keeps_nobody_from_the_other_logins() {
    for mistake in ["panics", "hangs"] {
        let world = a_world(json!(mistake)).await;
        let corp = world.authorised_corp().await;
        let page = format!("{}/acme/portal/login?corpId={}", world.server.url, corp.id);
        let answer = while_time_flies(&world, world.http.get(page).send()).await.unwrap();
        assert_eq!(answer.status(), 303, "{mistake}: it leads to WeCom all the same");
    }
}

#[tokio::test]
async fn a_panic_while_an_instance_is_opened_is_told_with_its_file_and_stops_the_start_alone() {
    let folder = tests::AppFolder::new("http://127.0.0.1:9").await;
    folder.write("acme.portal/auths/Fragile/e.json", &json!({ "title": "Fragile", "type": TYPE }));
    folder.write("acme.portal/auths/Fragile/Fragile.json", &json!({ "link": "panicsAtOnce" }));
    let clock = clock::ManualClock::new(clock::Clock::now(&clock::SystemClock));
    let started = folder.serve_as(&clock, &Composition::official().with_login_type(|_| FragileType)).await;
    let complaint = started.err().unwrap().to_string();
    assert!(complaint.contains("auths.Fragile") && complaint.contains("panicked"), "{complaint}");
    assert!(!complaint.contains(SECRET), "{complaint}");
}
