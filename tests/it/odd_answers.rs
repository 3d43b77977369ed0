//! Answers of WeCom in another form than documented: they are read where they can be, and nobody asks for a token again and
//! again where they cannot.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Answer, Corp, ErrorKind, OwnApp, SERVICE, World, own_config};

const INNER_SERVICE: &str = "auths/loginTypes/QywxInnerType/services/QywxInnerAuthService";
/// Longer than a token lives.
const A_LIFETIME: Duration = Duration::from_hours(3);
/// How long the client rests after an answer that it cannot read.
const REST: Duration = Duration::from_secs(10);

/// Fields of an answer that says what it should in another form.
fn readable() -> [Value; 3] {
    [json!({ "expires_in": "7200" }), json!({ "errcode": "0" }), json!({ "errcode": "0", "expires_in": "7200" })]
}

/// Fields of an answer of which nobody knows how long its token lives, or whether it is one.
fn unreadable() -> [Value; 3] {
    [json!({ "expires_in": null }), json!({ "expires_in": "soon" }), json!({ "errcode": [] })]
}

/// A company that uses a customized app and one of its own.
struct Companies {
    world: World,
    corp: Corp,
    own: OwnApp,
}

impl Companies {
    async fn start() -> Self {
        let world = World::start_with(|folder| {
            // Nothing but logins asks for tokens.
            folder.set("reconcile.period_seconds", "2592000");
        })
        .await;
        let corp = world.authorised_corp().await;
        let own = world.sim.own_app(&corp, "a.example").await;
        world.folder.inner_instance("auths.Own", &own_config(&own));
        Self { world: world.restart().await, corp, own }
    }

    async fn log_in(&self, service: &str, member: usize) -> Answer {
        let Self { world, corp, own } = self;
        if service == SERVICE {
            return world.log_in(corp, member).await;
        }
        let code = world.sim.own_code(own, json!({ "userid": corp.members[member] })).await;
        let args = json!({ "corpId": own.corp_id, "code": code });
        world.nobody().call(service, "loginByWorkbench", args).await
    }

    /// Twenty logins once no token is good any more; answers them, and how many tokens were asked for.
    async fn twenty_logins(&self, service: &str, odd: &Value) -> (Vec<Answer>, u64) {
        let sim = &self.world.sim;
        self.world.advance(A_LIFETIME).await;
        let before = sim.calls("gettoken").await;
        sim.fault("gettoken", json!({ "fields": odd }), 100).await;
        let mut answers = Vec::new();
        for login in 0..20 {
            answers.push(self.log_in(service, login % 3).await);
        }
        sim.clear_faults().await;
        (answers, sim.calls("gettoken").await - before)
    }
}

#[tokio::test]
async fn twenty_logins_fetch_one_token_of_an_app_whatever_form_its_numbers_have() {
    let companies = Companies::start().await;
    for service in [SERVICE, INNER_SERVICE] {
        for odd in readable() {
            let (answers, fetched) = companies.twenty_logins(service, &odd).await;
            assert!(answers.iter().all(Answer::is_ok), "{service} {odd}: {answers:?}");
            assert_eq!(fetched, 1, "{service} {odd}");
        }
    }
}

#[tokio::test]
async fn an_answer_to_gettoken_that_cannot_be_read_is_rested_after_and_costs_no_login_for_good() {
    let companies = Companies::start().await;
    for service in [SERVICE, INNER_SERVICE] {
        for odd in unreadable() {
            let (answers, fetched) = companies.twenty_logins(service, &odd).await;
            for answer in answers {
                let message = answer.refused(ErrorKind::UpstreamUnavailable);
                assert!(message.contains("try again"), "{service} {odd}: {message}");
            }
            assert_eq!(fetched, 1, "{service} {odd}");
            companies.world.advance(REST).await;
            companies.log_in(service, 0).await.ok();
        }
    }
}

/// Twenty companies that authorise while the suite's token comes in this form.
async fn twenty_companies(odd: &Value) -> World {
    let world = World::start().await;
    world.sim.fault("get_suite_token", json!({ "fields": odd }), 100).await;
    for number in 0..20 {
        let corp = world.sim.corp(&format!("企业{number}"), &["张三"]).await;
        world.sim.authorise(&world.suite, &corp, "a.example").await;
    }
    world
}

async fn all_succeeded(world: &World) -> bool {
    world.records().await.iter().all(|record| record["state"] == "succeeded")
}

#[tokio::test]
async fn twenty_authorisations_fetch_one_token_of_the_suite_whatever_form_its_numbers_have() {
    for odd in readable() {
        let world = twenty_companies(&odd).await;
        world.settled().await;
        assert!(all_succeeded(&world).await, "{odd}: {:#?}", world.records().await);
        assert_eq!(world.sim.calls("get_suite_token").await, 1, "{odd}");
    }
}

#[tokio::test]
async fn an_answer_to_get_suite_token_that_cannot_be_read_is_rested_after_and_costs_no_authorisation() {
    for odd in unreadable() {
        let world = twenty_companies(&odd).await;
        let all_tried = async || {
            let records = world.records().await;
            let authorisations: Vec<_> = records.iter().filter(|it| it["eventType"] == "create_auth").collect();
            authorisations.len() == 20 && authorisations.iter().all(|it| it["lastError"].is_string())
        };
        world.until("all were tried", all_tried).await;
        assert_eq!(world.sim.calls("get_suite_token").await, 1, "{odd}");
        world.sim.clear_faults().await;
        world.in_time(REST, "all are done", async || all_succeeded(&world).await).await;
        assert_eq!(world.sim.calls("get_suite_token").await, 2, "{odd}");
        assert_eq!(world.sim.calls("v2/get_permanent_code").await, 20, "{odd}");
    }
}
