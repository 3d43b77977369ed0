//! A member who leaves is out at once, with everything they had in hand, in every process on the same database.

use std::time::Duration;

use reqwest::{
    Client, Method,
    header::{self, HeaderValue},
    redirect::Policy,
};
use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer, CallbackSender, Corp, ErrorKind, INSTANCE, SERVICE, TestServer, World};

/// Where the servers say they are; they are reached at their own addresses.
const PUBLIC: &str = "http://login.test";

/// Two servers over one database, under one address.
struct Site {
    world: World,
    second: TestServer,
    corp: Corp,
}

/// The tokens and pending logins of a member who is logged in.
struct Belongings {
    browser: Client,
    token: String,
    refresh_token: String,
    login_code: Value,
    way_back: String,
}

impl Site {
    async fn open() -> Self {
        let world = World::start_with(|folder| {
            folder.set("server.public_url", &format!("{PUBLIC:?}"));
        })
        .await;
        let second = world.serve_again().await;
        let corp = world.sim.corp("测试企业", &["张三", "李四"]).await;
        let path = format!("templates/{}/authorize", world.suite.id);
        world.sim.post(&path, json!({ "corpId": corp.id, "trustedDomains": ["login.test"] })).await;
        world.settled().await;
        world.sim.app(&world.suite, &corp, "callback", json!({})).await;
        world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
        Self { world, second, corp }
    }

    fn servers(&self) -> [&TestServer; 2] {
        [&self.world.server, &self.second]
    }

    /// A browser that WeCom sent back, but that has not arrived yet, and the address it was sent to.
    async fn scanned(&self, member: &str) -> (Client, String) {
        let browser = Client::builder().cookie_store(true).pool_max_idle_per_host(0).redirect(Policy::none());
        let browser =
            browser.default_headers([(header::HOST, HeaderValue::from_static("login.test"))].into_iter().collect());
        let browser = browser.build().unwrap();
        let login = format!("{}/acme/portal/login", self.world.server.url);
        let page = location(&browser.post(login).form(&[("code", "acme")]).send().await.unwrap());
        let text = browser.get(&page).send().await.unwrap().text().await.unwrap();
        let links = text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
        let link = links.into_iter().find(|link| link.contains("pick") && link.contains(member)).unwrap();
        let link = if link.starts_with('/') { format!("{}{link}", self.world.sim.url) } else { link };
        (browser.clone(), location(&browser.get(link).send().await.unwrap()))
    }

    /// Everything that a member may have in hand.
    async fn log_in(&self, index: usize) -> Belongings {
        let (world, member) = (&self.world, &self.corp.members[index]);
        let login = world.log_in(&self.corp, index).await.ok();
        let code = world.sim.oauth_code(&world.suite, &self.corp, member).await;
        let args = json!({ "corpId": self.corp.id, "code": code });
        let login_code = world.nobody().call(INSTANCE, "getLoginCode", args).await.ok()["loginCode"].clone();
        let (browser, back) = self.scanned(member).await;
        let here = back.replacen(PUBLIC, &world.server.url, 1);
        assert_eq!(location(&browser.get(here).send().await.unwrap()), "/acme/portal/me");
        let (_, way_back) = self.scanned(member).await;
        Belongings {
            browser,
            token: login["token"].as_str().unwrap().to_owned(),
            refresh_token: login["refreshToken"].as_str().unwrap().to_owned(),
            login_code,
            way_back,
        }
    }

    async fn is_signed_in(&self, server: &TestServer, browser: &Client) -> bool {
        let answer = browser.get(format!("{}/acme/portal/me", server.url)).send().await.unwrap();
        answer.status().is_success()
    }

    /// Checks that nothing of it is of use any more, anywhere.
    async fn is_out(&self, had: &Belongings, what: &str) {
        for server in self.servers() {
            let nobody = self.world.nobody().at(server);
            nobody
                .with_token(&had.token)
                .call(AUTH_SVC, "getCurrUser", json!({}))
                .await
                .refused(ErrorKind::LoginRequired);
            assert!(!self.is_signed_in(server, &had.browser).await, "{what}: the browser's cookie");
            let refresh = json!({ "refreshToken": had.refresh_token });
            nobody.call(AUTH_SVC, "refreshToken", refresh).await.refused(ErrorKind::RefreshTokenInvalid);
            let redeem = json!({ "loginCode": had.login_code, "corpId": self.corp.id });
            nobody.call(AUTH_SVC, "loginByCode", redeem).await.refused(ErrorKind::LoginCodeInvalid);
        }
    }

    /// Checks that all of it serves on.
    async fn is_in(&self, had: &Belongings, what: &str) {
        for server in self.servers() {
            let nobody = self.world.nobody().at(server);
            nobody.with_token(&had.token).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
            assert!(self.is_signed_in(server, &had.browser).await, "{what}: the browser's cookie");
        }
        let nobody = self.world.nobody().at(&self.second);
        nobody.call(AUTH_SVC, "refreshToken", json!({ "refreshToken": had.refresh_token })).await.ok();
        let redeem = json!({ "loginCode": had.login_code, "corpId": self.corp.id });
        nobody.call(AUTH_SVC, "loginByCode", redeem).await.ok();
    }

    /// Has WeCom asked who the first member is, and `leave` happen before it answers.
    async fn leaves_under_way(&self, leave: impl Future<Output = ()>) -> Answer {
        let world = &self.world;
        world.sim.fault("auth/getuserinfo", json!({ "delayMs": 1500 }), 1).await;
        let asked = async || world.sim.get("state").await["faults"]["api"] == json!([]);
        let then = async {
            world.until("WeCom is asked", asked).await;
            leave.await;
            world.settled().await;
        };
        tokio::join!(world.log_in(&self.corp, 0), then).0
    }

    /// Checks one way of leaving, by whom it concerns.
    async fn check(&self, what: &str, whom: Whom, leave: impl Future<Output = ()>) {
        let (leaver, other) = (self.log_in(0).await, self.log_in(1).await);
        self.is_signed_in(self.servers()[1], &leaver.browser).await;
        let under_way = self.leaves_under_way(leave).await;
        assert!(!under_way.is_ok(), "{what}: the login under way came about");
        self.is_out(&leaver, what).await;
        match whom {
            Whom::Member => self.is_in(&other, what).await,
            Whom::Company => {
                self.is_out(&other, what).await;
                let here = other.way_back.replacen(PUBLIC, &self.world.server.url, 1);
                let answer = other.browser.get(here).send().await.unwrap();
                assert!(!answer.status().is_redirection(), "{what}: the browser that was sent back got in");
            }
        }
    }

    async fn event(&self, event: &str, from: &str, fields: Value) {
        let body = json!({ "event": event, "from": from, "fields": fields });
        self.world.sim.app(&self.world.suite, &self.corp, "event", body).await;
    }

    fn member(&self) -> &str {
        &self.corp.members[0]
    }
}

enum Whom {
    Member,
    Company,
}

fn location(answer: &reqwest::Response) -> String {
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_company_that_cancels_takes_everybody_along() {
    let site = Site::open().await;
    let leave = async { drop(site.world.sim.app(&site.world.suite, &site.corp, "cancel", json!({})).await) };
    site.check("cancel_auth", Whom::Company, leave).await;
}

#[tokio::test]
async fn a_company_that_switches_the_app_off_takes_everybody_along() {
    let site = Site::open().await;
    let leave = async { drop(site.world.sim.app(&site.world.suite, &site.corp, "disable", json!({})).await) };
    site.check("disabled", Whom::Company, leave).await;
}

#[tokio::test]
async fn a_member_who_is_deleted_is_out() {
    let site = Site::open().await;
    let path = format!("corps/{}/members/{}", site.corp.id, site.member());
    let leave = async { drop(site.world.sim.call(Method::DELETE, &path, json!({})).await) };
    site.check("delete_user", Whom::Member, leave).await;
}

#[tokio::test]
async fn a_member_who_is_disabled_is_out() {
    let site = Site::open().await;
    let path = format!("corps/{}/members/{}", site.corp.id, site.member());
    let leave = async { drop(site.world.sim.call(Method::PATCH, &path, json!({ "status": 2 })).await) };
    site.check("status 2", Whom::Member, leave).await;
}

#[tokio::test]
async fn a_member_who_left_the_company_is_out() {
    let site = Site::open().await;
    let fields = json!({ "ChangeType": "update_user", "UserID": site.member(), "Status": 5 });
    site.check("status 5", Whom::Member, site.event("change_contact", "sys", fields)).await;
}

#[tokio::test]
async fn a_member_who_is_moved_out_of_the_visible_range_is_out() {
    let site = Site::open().await;
    site.check("unsubscribe", Whom::Member, site.event("unsubscribe", site.member(), json!({}))).await;
}

#[tokio::test]
async fn other_verifiers_accept_a_token_of_a_revoked_session_for_ten_minutes_at_most() {
    let site = Site::open().await;
    let login = site.world.log_in(&site.corp, 0).await.ok();
    assert_eq!(login["expiresIn"], 600);
}

#[tokio::test]
async fn a_member_who_is_disabled_can_come_back_later() {
    let site = Site::open().await;
    let path = format!("corps/{}/members/{}", site.corp.id, site.member());
    site.world.sim.call(Method::PATCH, &path, json!({ "status": 2 })).await;
    site.world.settled().await;
    site.world.advance(Duration::from_secs(5)).await;
    site.world.sim.call(Method::PATCH, &path, json!({ "status": 1 })).await;
    site.world.settled().await;
    site.world.log_in(&site.corp, 0).await.ok();
}

#[tokio::test]
async fn a_member_who_gets_another_userid_stays_the_same_user_and_logged_in() {
    let site = Site::open().await;
    let login = site.world.log_in(&site.corp, 0).await.ok();
    site.world.advance(Duration::from_secs(5)).await;
    let fields = json!({
        "ChangeType": "update_user", "UserID": site.member(), "NewUserID": "woRenamed", "Name": "新名", "Department": "2,3"
    });
    let members = format!("corps/{}/members", site.corp.id);
    site.world.sim.post(&members, json!({ "userid": "woRenamed", "name": "新名" })).await;
    let change = async {
        site.world.sim.fault("user/get", json!({ "errcode": 60111 }), 1).await;
        site.event("change_contact", "sys", fields.clone()).await;
    };
    let under_way = site.leaves_under_way(change).await;
    under_way.refused(ErrorKind::LoginRefused);
    let user = site.world.member(&login).at(site.servers()[1]).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!((&user["userId"], &user["corpUserId"]), (&login["userId"], &json!("woRenamed")));
    assert_eq!(user["name"], "新名");
    let mut renamed = site.corp.clone();
    renamed.members[0] = "woRenamed".to_owned();
    let audit = site.world.command(&["audit", "list", "--json"]).await;
    let told = audit.lines().find(|line| line.contains("rename")).unwrap();
    let told: Value = serde_json::from_str(told).unwrap();
    let ids = (&told["detail"]["memberBefore"], &told["detail"]["member"]);
    assert_eq!(ids, (&json!(site.member()), &json!("woRenamed")), "{told}");
    assert!(told["actor"].as_str().unwrap().starts_with("callback record "), "{told}");
    site.world.advance(Duration::from_secs(5)).await;
    assert_eq!(site.world.log_in(&renamed, 0).await.ok()["userId"], login["userId"]);

    // Somebody new gets the id that became free: another user, whatever is told of the one before once more.
    let another = site.world.log_in(&site.corp, 0).await.ok();
    assert_ne!(another["userId"], login["userId"]);
    let records = site.world.records().await;
    let told = records.iter().find(|record| record["eventType"] == "change_contact").unwrap()["id"].clone();
    site.world.administrator().call(SERVICE, "retryCallBack", json!({ "recordId": told })).await.ok();
    site.world.settled().await;
    let user = site.world.member(&another).at(site.servers()[0]).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!(user["corpUserId"], site.member());
}

#[tokio::test]
async fn a_member_whose_other_userid_wecom_does_not_confirm_stays_who_they_are() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.sim.app(&world.suite, &corp, "callback", json!({})).await;
    let victim = world.log_in(&corp, 0).await.ok();
    world.advance(Duration::from_secs(5)).await;
    let told = async |new: &str| {
        let fields = json!({ "ChangeType": "update_user", "UserID": corp.members[0], "NewUserID": new });
        let event = json!({ "event": "change_contact", "from": "sys", "fields": fields });
        world.sim.app(&world.suite, &corp, "event", event).await;
        let newest = async || world.records().await[0].clone();
        world.until("it was tried", async || newest().await["state"] == "failed").await;
        world.in_time(Duration::from_mins(11), "it ends", async || newest().await["state"] == "dead").await;
        let record = newest().await.to_string();
        assert!(record.contains("does not confirm"), "{record}");
    };
    // A colleague who never logged in, while the member is there all the same.
    told(&corp.members[1]).await;
    let colleague = world.log_in(&corp, 1).await.ok();
    assert_ne!(colleague["userId"], victim["userId"]);
    // Nobody, while the member is gone.
    world.sim.fault("user/get", json!({ "errcode": 60111 }), 1000).await;
    told("woNobody").await;
    world.sim.call(Method::DELETE, "faults", json!({})).await;
    assert_eq!(world.log_in(&corp, 0).await.ok()["userId"], victim["userId"]);
}

#[tokio::test]
async fn events_of_a_suite_that_the_company_has_not_authorised_change_nobody() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let victim = world.log_in(&corp, 0).await.ok();
    world.advance(Duration::from_secs(5)).await;
    let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    let invented = json!({
        "authConfig": { "suiteId": "dkffffffffffffffff", "suiteSecret": "x", "encodingAESKey": key, "token": "Invented" },
        "corpId": corp.id,
    });
    world.folder.instance("auths.Evil", &invented);
    let again = world.serve_again().await;
    let url = format!("{}/api/acme/portal/auths/Evil/notify", again.url);
    let sender = CallbackSender::new(url, ("Invented", key), &world.clock);
    let fields = format!(
        "<ChangeType>update_user</ChangeType><UserID>{}</UserID><NewUserID>{}</NewUserID><Name>another</Name>",
        corp.members[0], corp.members[1]
    );
    let event = format!("<xml><MsgType>event</MsgType><Event>change_contact</Event>{fields}</xml>");
    assert_eq!(sender.post(&corp.id, &corp.id, &event).await.1, "success");
    world.settled().await;
    assert_eq!(world.records().await[0]["state"], "succeeded");
    let user = world.member(&victim).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!((&user["corpUserId"], user["name"] == "another"), (&json!(corp.members[0]), false), "{user}");
    assert_ne!(world.log_in(&corp, 1).await.ok()["userId"], victim["userId"]);
    assert_eq!(world.log_in(&corp, 0).await.ok()["userId"], victim["userId"]);
    again.stop().await;
}

#[tokio::test]
async fn a_cancel_auth_that_comes_late_ends_the_sessions_of_before_it_and_no_others() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let before = world.log_in(&corp, 0).await.ok();
    world.advance(Duration::from_mins(2)).await;
    world.sim.app(&world.suite, &corp, "reset-secret", json!({})).await;
    world.settled().await;
    let after = world.log_in(&corp, 1).await.ok();
    let a_minute_ago = world.sim.get("clock").await["now"].as_i64().unwrap() - 60;
    let fields = json!({ "AuthCorpId": corp.id });
    let push = json!({ "infoType": "cancel_auth", "fields": fields, "timestamp": a_minute_ago });
    world.sim.post(&format!("templates/{}/push", world.suite.id), push).await;
    world.settled().await;
    world.member(&before).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    world.member(&after).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    world.log_in(&corp, 0).await.ok();
}
