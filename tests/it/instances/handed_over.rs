//! An instance whose name goes to another company, another suite or another login type: nobody who came by it before
//! stays logged in.

use serde_json::{Value, json};
use tests::{AUTH_SVC, Corp, ErrorKind, OwnApp, Suite, World, config, own_config};

use super::{SVC, a_world, code, creation, new_template};

const SECOND: &str = "auths/Second";
const INNER_TYPE: &str = "auths.loginTypes.QywxInnerType";

/// A member who logged in, and one who is about to.
struct Logins {
    login: Value,
    under_way: Value,
}

impl Logins {
    /// By `auths.Second`, with a WeCom code for each of the steps.
    async fn begin(world: &World, corp_id: &str, code: impl AsyncFn() -> Value) -> Self {
        let begun = async || {
            let step = world.nobody().call(SECOND, "getLoginCode", code().await).await.ok();
            json!({ "loginCode": step["loginCode"], "corpId": corp_id })
        };
        let under_way = begun().await;
        Self { login: world.nobody().call(AUTH_SVC, "loginByCode", begun().await).await.ok(), under_way }
    }

    async fn begin_with(world: &World, suite: &Suite, corp: &Corp) -> Self {
        Self::begin(world, &corp.id, async || code(world, suite, corp).await).await
    }

    async fn begin_with_own(world: &World, app: &OwnApp, corp: &Corp) -> Self {
        let who = json!({ "userid": corp.members[0] });
        let code = async || json!({ "corpId": app.corp_id, "code": world.sim.own_code(app, who.clone()).await });
        Self::begin(world, &app.corp_id, code).await
    }

    fn refresh(&self) -> Value {
        json!({ "refreshToken": self.login["refreshToken"] })
    }

    /// Neither the login nor what is left of it is good for anything.
    async fn are_refused(&self, world: &World) {
        let message =
            world.nobody().call(AUTH_SVC, "refreshToken", self.refresh()).await.refused(ErrorKind::InstanceInactive);
        assert!(message.contains("auths.Second was removed or is for others now"), "{message}");
        world.nobody().call(AUTH_SVC, "loginByCode", self.under_way.clone()).await.refused(ErrorKind::InstanceInactive);
        world.member(&self.login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    }

    /// All of it is as good as ever.
    async fn go_on(self, world: &World) {
        world.member(&self.login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
        world.nobody().call(AUTH_SVC, "refreshToken", self.refresh()).await.ok();
        world.nobody().call(AUTH_SVC, "loginByCode", self.under_way).await.ok();
    }
}

async fn update(world: &World, mut change: Value) {
    change["fullName"] = json!("auths.Second");
    world.administrator().call(SVC, "updateInstance", change).await.ok();
}

async fn create(world: &World, type_name: &str, config: &Value) {
    let mut creation = creation("auths.Second", config);
    creation["type"] = json!(type_name);
    world.administrator().call(SVC, "createInstance", creation).await.ok();
}

async fn remove(world: &World) {
    world.administrator().call(SVC, "removeInstance", json!({ "fullName": "auths.Second" })).await.ok();
}

/// A world with a second instance of its suite, and a company that authorised it.
async fn with_a_second_instance() -> (World, Corp, Value) {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let same = config(&world.suite, &world.sim.provider_corp_id().await);
    create(&world, super::TYPE, &same).await;
    (world, corp, same)
}

#[tokio::test]
async fn an_instance_that_changes_its_suite_keeps_nobody_of_the_one_before_logged_in() {
    let (world, corp, same) = with_a_second_instance().await;
    let logins = Logins::begin_with(&world, &world.suite, &corp).await;
    let (_, other) = new_template(&world).await;
    update(&world, json!({ "config": other })).await;
    logins.are_refused(&world).await;
    world.log_in(&corp, 0).await.ok();

    update(&world, json!({ "config": same })).await;
    logins.go_on(&world).await;
}

#[tokio::test]
async fn an_instance_that_becomes_another_companys_keeps_nobody_else_logged_in() {
    let (world, corp, _) = with_a_second_instance().await;
    let logins = Logins::begin_with(&world, &world.suite, &corp).await;
    update(&world, json!({ "config": { "corpId": "wpSomebodyElse" } })).await;
    logins.are_refused(&world).await;
    update(&world, json!({ "config": { "corpId": corp.id } })).await;
    logins.go_on(&world).await;
}

#[tokio::test]
async fn an_instance_of_the_same_name_for_another_company_takes_over_no_login_of_the_one_before() {
    let world = a_world().await;
    let (one, two) = (world.sim.corp("自有企业", &["张三"]).await, world.sim.corp("另一企业", &["张三"]).await);
    let app = world.sim.own_app(&one, "login.example.com").await;
    let others = world.sim.own_app(&two, "login.example.com").await;
    create(&world, INNER_TYPE, &own_config(&app)).await;
    let logins = Logins::begin_with_own(&world, &app, &one).await;
    remove(&world).await;
    logins.are_refused(&world).await;
    create(&world, INNER_TYPE, &own_config(&others)).await;
    logins.are_refused(&world).await;
    Logins::begin_with_own(&world, &others, &two).await.go_on(&world).await;
}

#[tokio::test]
async fn an_instance_of_the_same_name_and_another_login_type_takes_over_no_login_of_the_one_before() {
    let (world, corp, same) = with_a_second_instance().await;
    let logins = Logins::begin_with(&world, &world.suite, &corp).await;
    remove(&world).await;
    let app = world.sim.own_app(&corp, "login.example.com").await;
    create(&world, INNER_TYPE, &own_config(&app)).await;
    logins.are_refused(&world).await;

    remove(&world).await;
    create(&world, super::TYPE, &same).await;
    logins.go_on(&world).await;
}

#[tokio::test]
async fn another_title_and_a_switch_off_and_on_again_leave_logins_as_they_are() {
    let (world, corp, _) = with_a_second_instance().await;
    let logins = Logins::begin_with(&world, &world.suite, &corp).await;
    update(&world, json!({ "title": "Another" })).await;
    update(&world, json!({ "config": { "isActive": false } })).await;
    let message =
        world.nobody().call(AUTH_SVC, "refreshToken", logins.refresh()).await.refused(ErrorKind::InstanceInactive);
    assert!(message.contains("auths.Second is switched off"), "{message}");
    world.nobody().call(AUTH_SVC, "loginByCode", logins.under_way.clone()).await.refused(ErrorKind::InstanceInactive);
    update(&world, json!({ "config": { "isActive": true } })).await;
    logins.go_on(&world).await;
}

#[tokio::test]
async fn a_session_whose_instance_is_gone_is_marked_so_wherever_sessions_are_shown() {
    let (world, corp, same) = with_a_second_instance().await;
    let logins = Logins::begin_with(&world, &world.suite, &corp).await;
    let user = logins.login["userId"].as_str().unwrap();
    // By each command and each function, and by the word in the list for people.
    let standings = async || {
        let line = |text: String| serde_json::from_str::<Value>(text.trim()).unwrap();
        let of_user = [
            line(world.command(&["user", "show", user, "--json"]).await),
            world.administrator().call("services/UserSvc", "show", json!({ "userId": user })).await.ok(),
            world.administrator().call("services/SessionSvc", "list", json!({ "userId": user })).await.ok(),
        ];
        let mut told: Vec<_> = of_user.iter().map(|shown| shown["sessions"][0]["standing"].clone()).collect();
        told.push(line(world.command(&["session", "list", "--json", "--user", user]).await)["standing"].clone());
        for people in [&["session", "list", "--user", user][..], &["user", "show", user]] {
            let text = world.command(people).await;
            told.push(json!(text.split_whitespace().next_back()));
        }
        told
    };
    assert_eq!(standings().await, ["open"; 6]);
    update(&world, json!({ "config": { "isActive": false } })).await;
    assert_eq!(standings().await, ["switchedOff"; 6]);
    remove(&world).await;
    assert_eq!(standings().await, ["gone"; 6]);
    create(&world, INNER_TYPE, &json!({ "corpId": corp.id, "agentId": 1, "corpSecret": "s" })).await;
    assert_eq!(standings().await, ["gone"; 6], "another login type's");
    remove(&world).await;
    create(&world, super::TYPE, &same).await;
    assert_eq!(standings().await, ["open"; 6]);
    logins.go_on(&world).await;
}
