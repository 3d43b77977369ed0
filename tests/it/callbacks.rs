//! Callbacks: URL verification, signatures, receiveids, envelopes, repeats.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use clock::Clock as _;
use reqwest::StatusCode;
use serde_json::json;
use storage::Access as _;
use tests::{CallbackSender, Diagnosis, INSTANCE, SERVICE, World, captured_logs, config, notify_url};

async fn post(world: &World, to_user_name: &str, receive_id: &str, message: &str) -> (StatusCode, String) {
    world.sender().post(to_user_name, receive_id, message).await
}

async fn send(world: &World, signature: &str, body: impl Into<reqwest::Body>) -> (StatusCode, String) {
    world.sender().send(signature, body).await
}

fn message(world: &World, suite: &str, info_type: &str, more: &str) -> String {
    let now = world.sender().now();
    format!("<xml><SuiteId>{suite}</SuiteId><InfoType>{info_type}</InfoType><TimeStamp>{now}</TimeStamp>{more}</xml>")
}

const ECHO: &str = "1616140317555161061";
const OTHER: &str = "wwOther0123456789";

/// A world whose instance has what the documentation asks for, and no more.
async fn documented() -> World {
    World::start_with(|folder| {
        let mut config = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
        config["authConfig"].as_object_mut().unwrap().remove("providerCorpId");
        folder.instance("auths.QywxProxyTemp", &config);
    })
    .await
}

#[tokio::test]
async fn the_url_verification_answers_the_bare_echo_of_whoever_wecom_may_make_it_for() {
    let world = World::start().await;
    let (provider, corp) = (world.sim.provider_corp_id().await, world.authorised_corp().await);
    let unknown = ["wwSomebodyElse01", "wx5823bf96d3bd56c7", "wpSomebodyElse01", "woSomebodyElse01"];
    for receive_id in [&provider, &world.suite.id, &corp.id, ""].into_iter().chain(unknown) {
        assert_eq!(world.sender().verify(ECHO, receive_id).await, (StatusCode::OK, ECHO.to_owned()), "{receive_id}");
    }
    for receive_id in ["wwSomebodyElse", "dkSomebodyElse01", "ww5823bf96d3bd56c7]", "no id at all", "a"] {
        assert_eq!(world.sender().verify(ECHO, receive_id).await.0, StatusCode::FORBIDDEN, "{receive_id}");
    }
    assert_eq!(world.sender().verify("letters", "").await.0, StatusCode::FORBIDDEN);
}

/// A message of one secret, which somebody captured who knows the Token and not the key.
struct Captured<'a> {
    sender: &'a CallbackSender,
    plain: Vec<u8>,
    sealed: Vec<u8>,
}

impl<'a> Captured<'a> {
    fn new(sender: &'a CallbackSender, message: &str, receive_id: &str) -> Self {
        let sealed = BASE64_STANDARD.decode(sender.seal(message, receive_id).encrypt).unwrap();
        let mut plain = vec![7; 16];
        plain.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        plain.extend(message.bytes());
        Self { sender, plain, sealed }
    }

    /// The blocks from number `first` on, `blocks` of them, behind a block that makes their first bytes `head` and their
    /// last one `last`.
    fn spliced(&self, first: usize, blocks: usize, head: &[u8], last: Option<u8>) -> String {
        let at = first * 16;
        let mut spliced = self.sealed[at - 16..].to_vec();
        spliced.truncate((blocks + 1) * 16);
        for (index, wanted) in head.iter().enumerate() {
            spliced[index] ^= self.plain[at + index] ^ wanted;
        }
        if let Some(last) = last {
            // A forger has to try this one, 256 times at most.
            spliced[15] ^= self.plain[at + 15] ^ last;
        }
        BASE64_STANDARD.encode(spliced)
    }

    async fn verify(&self, echostr: &str) -> (StatusCode, String) {
        let mut sealed = self.sender.seal("", "");
        sealed.msg_signature = self.sender.crypto.sign(&sealed.query(), echostr);
        self.sender.verify_as(&sealed, echostr).await
    }

    async fn post(&self, encrypt: &str) -> (StatusCode, String) {
        let signature = self.sender.crypto.sign(&self.sender.seal("", "").query(), encrypt);
        self.sender.send(&signature, format!("<xml><Encrypt>{encrypt}</Encrypt></xml>")).await
    }
}

#[tokio::test]
async fn pieces_of_a_captured_message_are_not_decrypted_and_tell_nothing_of_themselves() {
    let world = documented().await;
    let (sender, suite, secret) = (world.sender(), world.suite.id.as_str(), "s3cret-and-Long_".repeat(8));
    let told = format!("<xml><SuiteTicket>{secret}</SuiteTicket></xml>");
    let captured = Captured::new(&sender, &told, suite);
    let blocks = captured.sealed.len() / 16 - 2;
    let pieces = [
        captured.spliced(2, blocks, b"\0\0\0\x40AA", None),
        captured.spliced(2, 1, b"\0\0\0\x0bAA", Some(1)),
        captured.spliced(2, 1, b"\0\0\0\x0aAA", Some(1)),
        captured.spliced(3, 1, b"\0\0\0\x0b", Some(1)),
        captured.spliced(3, 1, b"\0\0\0\x0a", Some(1)),
        captured.spliced(3, 1, b"\0\0\0\0", Some(1)),
        captured.spliced(3, 1, b"\0\0\0\x0b", Some(0)),
        captured.spliced(3, 1, b"\xff\0\0\0", Some(1)),
    ];
    let refused = sender.verify("<xml/>", suite).await;
    assert_eq!(refused.0, StatusCode::FORBIDDEN);
    for piece in &pieces {
        assert_eq!(captured.verify(piece).await, refused, "GET {piece}");
        assert_eq!(captured.post(piece).await, refused, "POST {piece}");
    }
    let log = tests::captured_logs();
    assert!(!log.contains("cret-and") && !log.contains("and-Long"), "{log}");
    // Nothing of it was noted as the provider.
    let (provider, event) = (world.sim.provider_corp_id().await, message(&world, suite, "license_pay_success", ""));
    assert_eq!(sender.post(&provider, &provider, &event).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_provider_that_the_verification_was_made_for_is_noted_and_its_events_are_taken() {
    let world = documented().await;
    let sender = world.sender();
    let event = |number: u8| message(&world, &world.suite.id, "license_pay_success", &format!("<N>{number}</N>"));
    let noted = world.sim.provider_corp_id().await;
    Diagnosis::of(&world.folder).await.says("ok", "provider corpid", &[&noted, &world.suite.id]);
    assert_eq!(sender.post(&noted, &noted, &event(1)).await, (StatusCode::OK, "success".to_owned()));
    assert_eq!(sender.post(OTHER, OTHER, &event(2)).await.0, StatusCode::FORBIDDEN);

    // The latest counts; what is no company's id, and the suite's own, is not noted.
    for receive_id in [OTHER, "no id at all", "C", "wwShort", "", &world.suite.id] {
        sender.verify(ECHO, receive_id).await;
    }
    Diagnosis::of(&world.folder).await.says("ok", "provider corpid", &[OTHER]);
    assert_eq!(sender.post(OTHER, OTHER, &event(3)).await.0, StatusCode::OK);
    assert_eq!(sender.post(&noted, &noted, &event(4)).await.0, StatusCode::FORBIDDEN);
    let leaver = "<xml><Event>change_contact</Event><ChangeType>delete_user</ChangeType><UserID>a</UserID></xml>";
    assert_eq!(sender.post(OTHER, OTHER, leaver).await.0, StatusCode::FORBIDDEN, "it is no company's");
}

#[tokio::test]
async fn a_configured_provider_wins_over_a_noted_one_and_doctor_says_that_they_differ() {
    let world = World::start().await;
    let configured = world.sim.provider_corp_id().await;
    assert_eq!(world.sender().verify(ECHO, OTHER).await.0, StatusCode::OK);
    let event = message(&world, &world.suite.id, "license_pay_success", "");
    assert_eq!(post(&world, OTHER, OTHER, &event).await.0, StatusCode::FORBIDDEN);
    assert_eq!(post(&world, &configured, &configured, &event).await.0, StatusCode::OK);
    let words = [configured.as_str(), OTHER, "authConfig.providerCorpId"];
    Diagnosis::of(&world.folder).await.says("warning", "provider corpid", &words);
}

#[tokio::test]
async fn an_unknown_event_is_recorded_and_answered_success() {
    let world = World::start().await;
    let event = message(&world, &world.suite.id, "brand_new_event", "<AuthCorpId>wpSomeCorp</AuthCorpId>");
    assert_eq!(post(&world, &world.suite.id, &world.suite.id, &event).await, (StatusCode::OK, "success".to_owned()));
    world.settled().await;
    let records = world.records().await;
    assert_eq!(records[0]["eventType"], "brand_new_event");
    assert_eq!(records[0]["state"], "succeeded");
}

#[tokio::test]
async fn a_repeat_is_answered_success_and_recorded_once_however_it_is_signed() {
    let world = World::start().await;
    let before = world.records().await.len();
    let event = message(&world, &world.suite.id, "change_auth", "<AuthCorpId>wpSomeCorp</AuthCorpId>");
    for _ in 0..3 {
        assert_eq!(post(&world, &world.suite.id, &world.suite.id, &event).await.1, "success");
    }
    assert_eq!(world.records().await.len(), before + 1);
}

#[tokio::test]
async fn an_event_of_an_authorisation_is_known_again_by_its_code_or_its_company_and_time_whatever_else_it_says() {
    let world = World::start().await;
    let before = world.records().await.len();
    let events = [
        ("create_auth", "<AuthCode>one</AuthCode>"),
        ("reset_permanent_code", "<AuthCode>two</AuthCode>"),
        ("change_auth", "<AuthCorpId>wpSomeCorp</AuthCorpId>"),
        ("cancel_auth", "<AuthCorpId>wpSomeCorp</AuthCorpId>"),
    ];
    for (event, known_by) in events {
        let event = message(&world, &world.suite.id, event, known_by);
        for event in [event.replace("</xml>", "<State>1</State></xml>"), event] {
            assert_eq!(post(&world, &world.suite.id, &world.suite.id, &event).await.1, "success");
        }
    }
    assert_eq!(world.records().await.len(), before + events.len());
}

#[tokio::test]
async fn two_different_events_of_one_second_are_both_recorded() {
    let world = World::start().await;
    let before = world.records().await.len();
    for more in ["<A>1</A>", "<A>2</A>"] {
        let event = message(&world, &world.suite.id, "something", more);
        assert_eq!(post(&world, &world.suite.id, &world.suite.id, &event).await.1, "success");
    }
    assert_eq!(world.records().await.len(), before + 2);
}

#[tokio::test]
async fn what_cannot_be_trusted_or_read_is_refused_by_name_and_leaves_no_record() {
    let world = World::start().await;
    let before = world.records().await.len();
    let suite = world.suite.id.as_str();
    let event = message(&world, suite, "change_auth", "");
    let (status, text) = post(&world, suite, "dkOtherSuite", &event).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(text.contains("receiveid"), "{text}");
    let twice = message(&world, suite, "change_auth", "<SuiteId>a</SuiteId>");
    let ticket = message(&world, suite, "suite_ticket", "<SuiteTicket></SuiteTicket>");
    let alike = [
        (message(&world, "dkOtherSuite", "change_auth", ""), "SuiteId within the message"),
        ("not xml".to_owned(), "-40002: the message cannot be read"),
        (twice, "SuiteId"),
        (ticket, "-40002: SuiteTicket"),
    ];
    for (sealed, logged) in alike {
        let answer = post(&world, suite, suite, &sealed).await;
        assert_eq!(answer, (status, text.clone()), "{sealed}: one answer for all that is signed and of no use");
        assert!(captured_logs().contains(logged), "{logged}");
    }

    let bodies = [
        ("<xml><Encrypt>x</Encrypt>", "body"),
        ("nonsense", "body"),
        ("<!DOCTYPE xml [<!ENTITY a 'b'>]><xml><ToUserName>a</ToUserName><Encrypt>&a;</Encrypt></xml>", "body"),
        ("", "body"),
    ];
    for (body, named) in bodies {
        let (status, text) = send(&world, "0000000000000000000000000000000000000000", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body:?}: {text}");
        assert!(text.contains(named), "{body:?}: {text}");
    }
    let envelope = |to: &str| format!("<xml><ToUserName>{to}</ToUserName><Encrypt>QUJD</Encrypt></xml>");
    let (status, text) = send(&world, "0000000000000000000000000000000000000000", envelope(suite)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(text.contains("-40001"), "{text}");
    let (status, text) = send(&world, "0000000000000000000000000000000000000000", envelope("dkNobody")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text.contains("dkNobody"), "{text}");
    let (status, text) = send(&world, "", "x".repeat(2 * 1024 * 1024)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text.contains("1048576"), "{text}");
    assert_eq!(world.records().await.len(), before, "a refused request leaves no record");
}

#[tokio::test]
async fn a_missing_signature_parameter_is_named() {
    let world = World::start().await;
    let url = format!("{}/api/acme/portal/{SERVICE}/notify?nonce=a&timestamp=1", world.server.url);
    let answer = world.http.post(url).body("<xml/>").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(answer.text().await.unwrap().contains("msg_signature"));
}

#[tokio::test]
async fn an_older_ticket_that_arrives_late_does_not_replace_a_newer_one() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let old = message(&world, &world.suite.id, "suite_ticket", "<SuiteTicket>an-old-ticket</SuiteTicket>");
    let old = old.replace(&world.sender().now(), &(world.clock.now() - Duration::from_hours(1)).as_secs().to_string());
    assert_eq!(post(&world, &world.suite.id, &world.suite.id, &old).await.1, "success");
    // A new suite token needs the newest ticket: the simulator refuses the invented one.
    world.advance(Duration::from_mins(10)).await;
    world.sim.app(&world.suite, &corp, "visible-range", json!({ "userids": [corp.members[0]] })).await;
    world.settled().await;
    assert_eq!(world.records().await.iter().filter(|record| record["state"] != "succeeded").count(), 0);
}

#[tokio::test]
async fn an_instance_has_a_callback_address_of_its_own() {
    let world = World::start().await;
    world.sim.save_callback_url(&world.suite, &format!("{}/api/acme/portal/{INSTANCE}/notify", world.server.url)).await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_push_with_a_wrong_signature_or_receiveid_changes_nothing() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    for flaw in ["wrongSignature", "wrongReceiveId"] {
        let body = json!({ "infoType": "cancel_auth", "fields": { "AuthCorpId": corp.id }, flaw: true });
        world.sim.post(&format!("templates/{}/push", world.suite.id), body).await;
    }
    world.settled().await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn two_suites_that_share_a_token_each_get_their_own_companies_events() {
    let world = World::start().await;
    let provider = world.sim.provider_corp_id().await;
    let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    let other = world.sim.template_with(json!({ "token": world.suite.token, "encodingAESKey": key })).await;
    world.folder.instance("auths.Another", &config(&other, &provider));
    let again = world.serve_again().await;
    let url = notify_url(&again.url);
    world.sim.connect(&other, &url).await;
    let corp = world.sim.corp("同令牌企业", &["甲"]).await;
    world.authorise(&other, &corp).await;
    world.sim.app(&other, &corp, "callback", json!({ "url": url })).await;
    let pushed = world.sim.app(&other, &corp, "event", json!({ "event": "enter_agent", "fields": {} })).await;
    assert_eq!(pushed["push"]["body"], "success", "{pushed}");
    again.stop().await;
}

#[tokio::test]
async fn a_list_says_of_what_came_in_bursts_that_it_is_still_to_come() {
    let world = World::start().await;
    assert_eq!(world.asides_of(&["callback", "list"]).await, "");
    let record = storage::NewCallbackRecord {
        login_type: "auths.loginTypes.QywxProxyType".to_owned(),
        app: "acme.portal".to_owned(),
        instance: "auths.QywxProxyTemp".to_owned(),
        realm: world.suite.id.clone(),
        corp_id: None,
        event_type: "change_auth".to_owned(),
        event_time: world.clock.now(),
        received_at: world.clock.now(),
        dedup_key: "one".to_owned(),
        payload: "message".into(),
        is_done: false,
        is_worked_again: false,
        request_id: None,
    };
    // The clock stands still, so that the server does not look.
    world.folder.open_database().await.callback_inbox().put(&[record]).await.unwrap();
    let asides = world.asides_of(&["callback", "list", "--json"]).await;
    assert!(asides.starts_with("1 more came in bursts"), "{asides}");
}
