//! The callbacks of WeCom that both login types take, and those that they refuse.

use std::{fmt::Write as _, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use clock::{Clock as _, ManualClock};
use reqwest::StatusCode;
use serde_json::json;
use tests::{AUTH_SVC, CallbackSender, Corp, World, captured_logs, own_config};
use wecom_callback_crypto::{Envelope, xml};

const ECHO: &str = "1616140317555161061";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

/// A callback address, and whom its messages are for.
struct Address {
    name: &'static str,
    sender: CallbackSender,
    receive_id: String,
}

impl Address {
    async fn post(&self, message: &str) -> (StatusCode, String) {
        self.sender.post(&self.receive_id, &self.receive_id, message).await
    }
}

/// A world with an address of each login type; of the template's, as one of its companies uses it.
async fn start() -> (World, Corp, [Address; 2]) {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let app = world.sim.own_app(&corp, "a.example").await;
    let mut config = own_config(&app);
    (config["token"], config["encodingAESKey"]) = (json!(" OwnToken\n"), json!(format!("{KEY}\r\n")));
    world.folder.inner_instance("auths.Own", &config);
    let world = world.restart().await;
    let url = format!("{}/api/acme/portal/auths/Own/notify", world.server.url);
    let own = CallbackSender::new(url, ("OwnToken", KEY), &world.clock);
    let proxy = Address { name: "QywxProxyType", sender: world.sender(), receive_id: corp.id.clone() };
    let inner = Address { name: "QywxInnerType", sender: own, receive_id: app.corp_id };
    (world, corp, [proxy, inner])
}

fn event(name: &str, more: &str) -> String {
    format!("<xml><MsgType>event</MsgType><Event>{name}</Event>{more}</xml>")
}

#[tokio::test]
async fn an_element_that_stands_many_times_in_an_event_is_recorded() {
    let (world, _, addresses) = start().await;
    for address @ Address { name, .. } in &addresses {
        let before = world.records().await.len();
        for (event_type, element) in [("smart_sheet_change", "RecordId"), ("doc_change", "FormId")] {
            let many = format!("<{element}>a</{element}><{element}>b</{element}><{element}><X>1</X></{element}>");
            assert_eq!(address.post(&event(event_type, &many)).await, (StatusCode::OK, "success".to_owned()), "{name}");
            let records = world.records().await;
            assert_eq!(records[0]["eventType"], event_type, "{name}");
        }
        assert_eq!(world.records().await.len(), before + 2, "{name}");
    }
    world.settled().await;
    assert!(world.records().await.iter().all(|record| record["state"] == "succeeded"));
}

#[tokio::test]
async fn an_element_that_decides_something_and_stands_twice_is_refused_by_name() {
    let (world, _, addresses) = start().await;
    let before = world.records().await.len();
    for address @ Address { name, .. } in &addresses {
        for element in ["Event", "InfoType", "SuiteId", "AuthCorpId", "AuthCode", "SuiteTicket", "UserID", "Status"] {
            let twice = format!("<{element}>change_contact</{element}><A>1</A><{element}>b</{element}>");
            let (status, text) = address.post(&format!("<xml>{twice}</xml>")).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{name} {element}: {text}");
            assert!(!text.contains(&format!("element {element}")), "{name} {element}: {text}");
            assert!(captured_logs().contains(&format!("the element {element} ")), "{name} {element}: the log names it");
        }
        for element in ["ToUserName", "Encrypt"] {
            let body = format!("<xml><{element}>a</{element}><{element}>b</{element}></xml>");
            let (status, text) = address.sender.send("0", body).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{name} {element}: {text}");
            assert!(text.contains(element), "{name} {element}: {text}");
        }
    }
    assert_eq!(world.records().await.len(), before);
}

#[tokio::test]
async fn an_event_of_a_thousand_ids_is_recorded_and_only_the_body_limit_ends_it() {
    let (world, _, addresses) = start().await;
    for address in &addresses {
        let mut ids = String::new();
        for number in 0..1000 {
            write!(ids, "<RecordId>{number:064}</RecordId>").unwrap();
        }
        assert_eq!(address.post(&event("smart_sheet_change", &ids)).await.1, "success", "{}", address.name);
        assert_eq!(world.records().await[0]["eventType"], "smart_sheet_change", "{}", address.name);
        // Base64 makes three bytes four: it comes close to the limit of 1 MiB.
        let long = event("long_one", &"x".repeat(780_000));
        assert_eq!(address.post(&long).await.1, "success", "{}", address.name);
        let (status, text) = address.post(&event("longer_one", &"x".repeat(790_000))).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{}", address.name);
        assert!(text.contains("1048576") && text.contains("server.body_limit_bytes"), "{}: {text}", address.name);
    }
    world.settled().await;
    assert!(world.records().await.iter().all(|record| record["state"] == "succeeded"));
}

#[tokio::test]
async fn a_token_and_a_key_with_line_ends_around_them_are_those_of_the_console() {
    let world = World::start_with(|folder| {
        let mut config = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
        for field in ["token", "encodingAESKey", "suiteSecret"] {
            config["authConfig"][field] = json!(format!(" {}\r\n", config["authConfig"][field].as_str().unwrap()));
        }
        folder.instance("auths.QywxProxyTemp", &config);
        let plain = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
        folder.instance(
            "auths.Beside",
            &serde_json::from_str(&plain.to_string().replace("\\r\\n", "").replace("\" ", "\"")).unwrap(),
        );
    })
    .await;
    world.authorised_corp().await;
    assert!(world.records().await.iter().all(|record| record["state"] == "succeeded"));
    let (_world, _, [_, inner]) = start().await;
    assert_eq!(inner.sender.verify(ECHO, &inner.receive_id).await, (StatusCode::OK, ECHO.to_owned()));
}

#[tokio::test]
async fn a_plus_of_the_echostr_that_a_gateway_made_a_blank_is_a_plus() {
    let (_world, _, addresses) = start().await;
    for Address { name, sender, receive_id } in &addresses {
        let mut echoes = (0..1000).map(|number| format!("echo-{number}"));
        let sealed = echoes.find_map(|echo| {
            let sealed = sender.seal(&echo, receive_id);
            sealed.encrypt.contains('+').then_some((sealed, echo))
        });
        let (sealed, echo) = sealed.unwrap();
        let answer = sender.verify_as(&sealed, &sealed.encrypt.replace('+', " ")).await;
        assert_eq!(answer, (StatusCode::OK, echo), "{name}");
    }
}

#[tokio::test]
async fn an_event_that_is_sent_as_an_echostr_is_not_decrypted_for_whoever_has_the_token() {
    let (world, _, addresses) = start().await;
    let secret = "<xml><InfoType>create_auth</InfoType><AuthCode>s3cretCode</AuthCode></xml>";
    let long = "a".repeat(65);
    for Address { name, sender, receive_id } in &addresses {
        let mut answers = Vec::new();
        for text in [secret, "", "two words", "文", long.as_str()] {
            answers.push(sender.verify(text, receive_id).await);
        }
        // As what does not open at all: nobody learns which of the two it was.
        let sealed = sender.seal(ECHO, receive_id);
        let broken = format!("{}AAAA", &sealed.encrypt[..sealed.encrypt.len() - 4]);
        let signature = sender.crypto.sign(&sealed.query(), &broken);
        let mut forged = sealed.clone();
        forged.msg_signature = signature;
        answers.push(sender.verify_as(&forged, &broken).await);
        for (status, text) in &answers {
            assert_eq!((*status, text), (StatusCode::FORBIDDEN, &answers[0].1), "{name}");
            assert!(text.contains("-40007") && !text.contains("s3cretCode"), "{name}: {text}");
        }
        for echo in ["a", "A-b_9", &long[..64]] {
            assert_eq!(sender.verify(echo, receive_id).await, (StatusCode::OK, echo.to_owned()), "{name}");
        }
    }
    assert!(!tests::captured_logs().contains("s3cretCode"));
    drop(world);
}

#[tokio::test]
async fn a_message_whose_length_field_was_flipped_shows_nothing_of_itself() {
    let (world, _, addresses) = start().await;
    for Address { name, sender, receive_id } in &addresses {
        // The bytes behind the announced length are the receiveid.
        let (status, text) =
            sender.post(receive_id, "<xml><SuiteTicket>s3cretTicket</SuiteTicket></xml>", "<xml/>").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{name}: {text}");
        assert!(text.contains("-40005") && !text.contains("s3cretTicket") && !text.contains("<xml>"), "{name}: {text}");
        let (status, same) = sender.post(receive_id, "wwSomebodyElse01", "<xml/>").await;
        assert_eq!((status, same), (StatusCode::FORBIDDEN, text), "{name}");
    }
    let log = tests::captured_logs();
    assert!(!log.contains("s3cretTicket") && log.contains("the receiveid is wwSomebodyElse01"), "{log}");
    drop(world);
}

/// The captured ciphertext with other bytes in its length field: a forger needs no key for that, only the Token to sign it.
fn with_length(encrypt: &str, message: &str, length: u32) -> String {
    let mut buffer = BASE64_STANDARD.decode(encrypt).unwrap();
    let flips = (u32::try_from(message.len()).unwrap() ^ length).to_be_bytes();
    buffer.iter_mut().zip(flips).for_each(|(byte, flip)| *byte ^= flip);
    BASE64_STANDARD.encode(buffer)
}

#[tokio::test]
async fn a_captured_message_with_another_length_is_answered_one_text_by_get_and_by_post() {
    let (world, _, addresses) = start().await;
    let message = "<xml><InfoType>suite_ticket</InfoType><SuiteTicket>s3cretTicket</SuiteTicket></xml>";
    let whole = u32::try_from(message.len()).unwrap();
    for Address { name, sender, receive_id } in &addresses {
        let captured = sender.seal(message, receive_id);
        let mut answers = Vec::new();
        for length in [0, 1, whole - 15, whole - 1, whole + 1, whole + 200, 1 << 31, u32::MAX] {
            let encrypt = with_length(&captured.encrypt, message, length);
            let mut forged = sender.seal("", "");
            forged.msg_signature = sender.crypto.sign(&forged.query(), &encrypt);
            let body = xml::write_envelope(&Envelope::new(encrypt.as_str()).with_to_user_name(receive_id.as_str()));
            answers.push(sender.send(&forged.msg_signature, body).await);
            answers.push(sender.verify_as(&forged, &encrypt).await);
        }
        assert_eq!(answers[0].0, StatusCode::FORBIDDEN, "{name}: {}", answers[0].1);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{name}: {answers:?}");
        assert!(!answers[0].1.contains("s3cret"), "{name}: {}", answers[0].1);
    }
    assert!(!tests::captured_logs().contains("s3cret"));
    drop(world);
}

#[tokio::test]
async fn a_callback_older_than_its_record_would_be_is_answered_success_and_does_nothing() {
    let (world, corp, addresses) = start().await;
    let before = world.records().await.len();
    let login = world.log_in(&corp, 0).await.ok();
    let at = |days: u64| (world.clock.now() - Duration::from_hours(24 * days)).as_secs().to_string();
    for Address { name, sender, receive_id } in &addresses {
        let fields = format!("<ChangeType>delete_user</ChangeType><UserID>{}</UserID>", corp.members[0]);
        let told = |days| event("change_contact", &format!("{fields}<CreateTime>{}</CreateTime>", at(days)));
        assert_eq!(
            sender.post(receive_id, receive_id, &told(31)).await,
            (StatusCode::OK, "success".to_owned()),
            "{name}"
        );
        let signed_long_ago = sender.at(&ManualClock::new(world.clock.now() - Duration::from_hours(24 * 31)));
        let answer = signed_long_ago.post(receive_id, receive_id, &event("change_contact", &fields)).await;
        assert_eq!(answer, (StatusCode::OK, "success".to_owned()), "{name}");
    }
    world.settled().await;
    assert_eq!(world.records().await.len(), before);
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();

    // An event a day younger is recorded.
    let [proxy, _] = &addresses;
    let young = event("something", &format!("<CreateTime>{}</CreateTime>", at(29)));
    assert_eq!(proxy.post(&young).await.1, "success");
    assert_eq!(world.records().await.len(), before + 1);
}
